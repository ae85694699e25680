internal import CFastCGI
internal import Glibc

/// A file of 64-bit words that all processes of a machine share in memory (mmap(2), MAP_SHARED).
///
/// Every access is one sequentially consistent atomic operation on one word, so a process that is killed leaves each word
/// old or new. The content survives the processes, but not a crash of the machine.
package final class MappedFile: Sendable {
    /// The number of words.
    package let count: Int

    // Sendable: the mapping lives as long as this object, its size is constant, and all accesses are atomic.
    private let address: UInt

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
        var address: UInt = 0
        _ = try systemCall("mmap \(name)") {
            // A new mapping, at an address that the kernel chooses.
            let mapped = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0)
            guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return -1 }
            address = UInt(bitPattern: mapped)
            return 0
        }
        self.address = address
        self.isNew = isNew
        count = words
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

    /// The place of a word. It is inside the mapping, which is aligned to a page.
    private func word(_ index: Int) -> UnsafeMutablePointer<UInt64> {
        precondition(index >= 0 && index < count)
        guard let base = unsafe UnsafeMutablePointer<UInt64>(bitPattern: address) else { preconditionFailure() }
        return unsafe base + index
    }
}
