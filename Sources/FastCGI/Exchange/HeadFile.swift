internal import CFastCGI
internal import Glibc

/// What FCGX_Accept_r reads instead of a connection: a file in memory with the head of one request, an FCGI_BEGIN_REQUEST
/// and an empty FCGI_PARAMS, and zeros behind it, which are no record.
///
/// libfcgi's read(2) takes 8 KiB, whatever belongs to the request; from here it can take nothing that arrived later. The
/// head is put there through a mapping, and the next one behind it, where libfcgi's read has left off: so a request costs
/// no system call, but for an lseek(2) when the end of the file is reached.
@safe
struct HeadFile: ~Copyable, @unchecked Sendable {
    /// How much libfcgi takes with each read(2): the size of its stream's buffer.
    private static let step = 8192
    /// Room for four heads: an lseek(2) is cheap, and one in four requests makes it.
    static let size = 4 * step

    private let number: CInt
    // Mapped from init to deinit, ``size`` bytes, and known to nobody else.
    private let memory: UnsafeMutableRawPointer
    /// Where libfcgi reads next.
    private var position = 0
    /// Whether libfcgi's steps are as long as they are taken to be here; `nil` until it has made one.
    private var isPredictable: Bool?
    private var isOpen = true

    init() throws(SystemError) {
        let descriptor = Descriptor(adopting: try systemCall("memfd_create") { gatehouse_memory_file() })
        _ = try systemCall("ftruncate") { ftruncate(descriptor.number, off_t(Self.size)) }
        let number = descriptor.number
        // The kernel chooses the place; MAP_FAILED is -1.
        let address = try systemCall("mmap") {
            Int(bitPattern: unsafe mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0))
        }
        guard let memory = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
            throw SystemError("mmap", number: ENOMEM)
        }
        self.number = descriptor.relinquish()
        unsafe self.memory = memory
    }

    deinit {
        unsafe munmap(memory, Self.size)
        if isOpen { _ = Descriptor(adopting: number) }
    }

    /// libfcgi has closed the descriptor, as it does where it finds no request.
    mutating func wasClosed() {
        isOpen = false
    }

    /// Puts a head where the next read(2) begins, for the length of a call.
    ///
    /// - Parameters:
    ///   - head: at most one step of libfcgi's.
    ///   - body: is given the number of the descriptor; it has to read up to the last byte of the head.
    mutating func offer<Result>(_ head: [UInt8], _ body: (CInt) -> Result) throws(SystemError) -> Result {
        precondition(head.count <= Self.step)
        if position == Self.size || isPredictable == false {
            _ = try systemCall("lseek") { lseek(number, 0, SEEK_SET) }
            position = 0
        }
        // The position is a multiple of the step, so that a step more stays within the mapping; the bytes are copied before
        // the array's storage may move.
        unsafe head.withUnsafeBytes { source in
            if let base = source.baseAddress {
                unsafe (memory + position).copyMemory(from: base, byteCount: source.count)
            }
        }
        let result = body(number)
        unsafe memset(memory + position, 0, head.count)
        position += Self.step
        if isPredictable == nil {
            isPredictable = (try? systemCall("lseek") { lseek(number, 0, SEEK_CUR) }) == off_t(position)
        }
        return result
    }
}
