internal import CFastCGI
internal import Glibc

/// A file in memory that FCGX_Accept_r reads instead of a connection. It holds the head of one request: an
/// FCGI_BEGIN_REQUEST, an empty FCGI_PARAMS, and zeros, which are not a record.
///
/// Each read(2) of libfcgi takes 8 KiB, even past the end of a request. From this file it cannot take bytes that
/// arrived later. The head is written through a mapping, at the position where libfcgi reads next. So a request costs
/// no system call, except for an lseek(2) at the end of the file.
@safe
struct HeadFile: ~Copyable, @unchecked Sendable {
    /// How much libfcgi reads with each read(2): the size of its stream buffer.
    private static let step = 8192
    /// Room for four heads, so that one of four requests costs an lseek(2).
    static let size = 4 * step

    private let number: CInt
    // Mapped from init to deinit, ``size`` bytes; no other code has this pointer.
    private let memory: UnsafeMutableRawPointer
    /// The position at which libfcgi reads next.
    private var position = 0
    /// Whether libfcgi reads in steps of ``step``; `nil` before its first read.
    private var isPredictable: Bool?
    private var isOpen = true

    init() throws(SystemError) {
        let descriptor = Descriptor(adopting: try systemCall("memfd_create") { gatehouse_memory_file() })
        _ = try systemCall("ftruncate") { ftruncate(descriptor.number, off_t(Self.size)) }
        let number = descriptor.number
        // The kernel chooses the address; MAP_FAILED is -1.
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

    /// Records that libfcgi has closed the descriptor, as it does if it finds no request.
    mutating func wasClosed() {
        isOpen = false
    }

    /// Writes a head at libfcgi's read position for the duration of a call.
    ///
    /// - Parameters:
    ///   - head: at most one step long.
    ///   - body: receives the descriptor number. It must read up to the last byte of the head.
    mutating func offer<Result>(_ head: [UInt8], _ body: (CInt) -> Result) throws(SystemError) -> Result {
        precondition(head.count <= Self.step)
        if position == Self.size || isPredictable == false {
            _ = try systemCall("lseek") { lseek(number, 0, SEEK_SET) }
            position = 0
        }
        // The position is a multiple of the step and below the size, so one more step stays within the mapping. The
        // bytes are copied inside the closure, where the array's storage cannot move.
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
