import Gatehouse

extension Lockbox {
    /// Adds the routes of one file. The rule lets only its owner pass.
    static func addFileRoutes(to gate: inout Gate, _ rules: Rules) {
        gate.group("/files/{owner}/{file}", allow: rules.ownFile) { file in
            file.get("", as: .file) { _, own in
                own.name.kind.display == .never ? own.file.download(as: own.name.label) : own.file
            }
            file.get("page", as: .filePage) { request, own in try FilePage(own, request) }
            file.get("download", as: .fileDownload) { _, own in own.file.download(as: own.name.label) }
            file.post("delete", as: .fileDeletion) { _, own in
                try own.box.delete(own.name)
                return Redirect(to: .box)
            }
        }
    }
}
