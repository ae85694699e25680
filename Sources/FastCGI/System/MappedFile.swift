internal import CFastCGI
internal import Glibc

/// A file of 64-bit words that all processes of a machine share in memory (mmap(2), MAP_SHARED).
///
/// Every access is one atomic operation on one word, sequentially consistent but for ``publish(_:at:)``, so a process that is
/// killed leaves each word old or new. The content survives the processes, but not a crash of the machine.
package final class MappedFile: Sendable {
    /// The number of words.
    package let count: Int

    // Sendable: the mapping lives as long as this object, its size is constant, and all accesses are atomic.
    private let address: UInt

    /// The file of ``init(inMemory:)``, to pass it to other processes; `nil` for other files.
    private let descriptor: Descriptor?
    var number: CInt? {
        switch descriptor {
        case .some(let descriptor): descriptor.number
        case nil: nil
        }
    }

    /// Whether this object created the file.
    package let isNew: Bool

    /// Maps a file, which is created with zeros and mode 0600 if it is missing.
    ///
    /// The file appears under its name when all its blocks are allocated, so a full disk is an error here and not a
    /// SIGBUS later, and a process that is killed leaves no incomplete file.
    ///
    /// - Parameters:
    ///   - directory: The directory of the file.
    ///   - name: Its name.
    ///   - words: The number of words, at least 1.
    /// - Throws: EINVAL if the file exists with another size, or is not a regular file with one name.
    package init(in directory: borrowing OwnedDirectory, name: String, words: Int) throws(SystemError) {
        precondition(words > 0 && words <= 1 << 40)
        let length = words * MemoryLayout<UInt64>.size
        var isNew = false
        let file: Descriptor
        do throws(SystemError) {
            file = try Self.open(name, in: directory)
        } catch  where error.isMissing {
            isNew = try Self.create(name, in: directory, length: length)
            file = try Self.open(name, in: directory)
        }
        let number = file.number
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_nlink == 1, information.st_size == length else {
            throw SystemError("\(name) is not a table of \(length) bytes; remove it", number: EINVAL)
        }
        // A copy of the file can have holes. The unit of the field is 512 bytes on every file system.
        if information.st_blocks * 512 < length { try file.allocate(length, name) }
        address = try Self.map(file, length, name)
        descriptor = nil
        self.isNew = isNew
        count = words
    }

    /// Maps a new file in memory, which has no name and disappears with its last descriptor and mapping. Nobody can change its
    /// size.
    ///
    /// - Parameter words: The number of words, at least 1.
    init(inMemory words: Int) throws(SystemError) {
        precondition(words > 0 && words <= 1 << 20)
        let length = words * MemoryLayout<UInt64>.size
        let created = Descriptor(adopting: try systemCall("memfd_create") { gatehouse_memory_file() })
        let low = created.number
        // Above the standard descriptors and those that a new process gets.
        let number = try systemCall("fcntl F_DUPFD_CLOEXEC") { fcntl(low, F_DUPFD_CLOEXEC, 10) }
        let file = Descriptor(adopting: number)
        _ = try systemCall("ftruncate") { ftruncate(number, off_t(length)) }
        // Without memory, this is an error here and not a SIGBUS later.
        try file.allocate(length, "a file in memory")
        _ = try systemCall("fcntl F_ADD_SEALS") { fcntl(number, gatehouse_add_seals, gatehouse_seal_size) }
        address = try Self.map(file, length, "a file in memory")
        descriptor = consume file
        isNew = true
        count = words
    }

    /// Maps a file that another process has created with ``init(inMemory:)``.
    ///
    /// - Parameters:
    ///   - file: Its descriptor.
    ///   - words: The number of words.
    /// - Throws: EINVAL if it has another size, or if its size can change.
    init(inherited file: consuming Descriptor, words: Int) throws(SystemError) {
        let number = file.number
        let length = words * MemoryLayout<UInt64>.size
        let seals = try systemCall("fcntl F_GET_SEALS") { fcntl(number, gatehouse_get_seals) }
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(number, &information) }
        guard seals & gatehouse_seal_size == gatehouse_seal_size, information.st_size == length else {
            throw SystemError("descriptor \(number) is not a table of \(length) bytes", number: EINVAL)
        }
        address = try Self.map(file, length, "descriptor \(number)")
        descriptor = nil
        isNew = false
        count = words
    }

    /// Maps the first bytes of a file, which has at least as many.
    private static func map(
        _ file: borrowing Descriptor, _ length: Int, _ name: String
    ) throws(SystemError) -> UInt {
        let number = file.number
        var address: UInt = 0
        _ = try systemCall("mmap \(name)") {
            // A new mapping, at an address that the kernel chooses.
            let mapped = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0)
            guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return -1 }
            address = UInt(bitPattern: mapped)
            return 0
        }
        return address
    }

    private static func open(_ name: String, in directory: borrowing OwnedDirectory) throws(SystemError) -> Descriptor {
        let number = directory.number
        // The name is copied by openat(2).
        let opened = try systemCall("openat \(name)") {
            unsafe openat(number, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        return Descriptor(adopting: opened)
    }

    /// Creates the file with zeros.
    ///
    /// - Returns: `false` if another process has created it at the same time.
    private static func create(
        _ name: String, in directory: borrowing OwnedDirectory, length: Int
    ) throws(SystemError) -> Bool {
        let file = try TemporaryFile(in: directory)
        try file.allocate(length, name)
        do throws(SystemError) {
            try file.link(into: directory, as: name, isDurable: false)
            return true
        } catch  where error.isExisting {
            return false
        }
    }

    deinit {
        // The mapping of init, which no one else unmaps.
        unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count * MemoryLayout<UInt64>.size)
    }

    /// The word at an index, which must be in bounds.
    package func load(_ index: Int) -> UInt64 {
        unsafe gatehouse_load(word(index))
    }

    /// Stores a word.
    package func store(_ value: UInt64, at index: Int) {
        unsafe gatehouse_store(word(index), value)
    }

    /// Stores a word that nobody else writes. A reader that loads the value also sees everything that this
    /// thread stored before. It costs less than ``store(_:at:)``.
    func publish(_ value: UInt64, at index: Int) {
        unsafe gatehouse_publish(word(index), value)
    }

    /// Adds to a word, with wraparound.
    ///
    /// - Returns: The value before.
    @discardableResult
    package func add(_ value: UInt64, at index: Int) -> UInt64 {
        unsafe gatehouse_add(word(index), value)
    }

    /// Replaces a word if it has the expected value.
    package func compareExchange(
        at index: Int, expected: UInt64, desired: UInt64
    ) -> (exchanged: Bool, original: UInt64) {
        var original = expected
        let exchanged = unsafe gatehouse_compare_exchange(word(index), &original, desired)
        return (exchanged != 0, original)
    }

    /// The address of a word, which is valid as long as this object lives.
    func address(of index: Int) -> UInt {
        precondition(index >= 0 && index < count)
        return address + UInt(index * MemoryLayout<UInt64>.size)
    }

    /// The place of a word. It is inside the mapping, which is aligned to a page.
    private func word(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        precondition(index >= 0 && index < count)
        guard let base = unsafe UnsafeMutablePointer<UInt64>(bitPattern: address) else { preconditionFailure() }
        return unsafe base + index
    }
}
