internal import FastCGI

#if Tool
    internal import GatehouseTool

    @main
    struct GatehouseCommand {
        static func main() async {
            Process.exit(await Tool.run(Array(CommandLine.arguments.dropFirst())))
        }
    }
#else
    @main
    struct GatehouseCommand {
        static func main() {
            StandardDescriptors.writeError("gatehouse: built without its commands; build it with --traits Tool\n")
            Process.exit(64)
        }
    }
#endif
