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

    /// Maps a file, which is created with zeros and mode 0600 if it is missing.
    ///
    /// All pages are allocated at once (posix_fallocate(3)), so a full disk is an error here and not a SIGBUS later.
    ///
    /// - Parameters:
    ///   - directory: The directory of the file.
    ///   - name: Its name.
    ///   - words: The number of words, at least 1.
    /// - Throws: EINVAL if the file exists with another size, or is not a regular file with one name.
    package init(in directory: borrowing OwnedDirectory, name: String, words: Int) throws(SystemError) {
        precondition(words > 0 && words <= 1 << 40)
        let length = words * MemoryLayout<UInt64>.size
        let lock = try directory.lock("\(name).lock")
        let number = directory.number
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        // The name is copied by openat(2).
        let file = Descriptor(adopting: try systemCall("openat \(name)") { unsafe openat(number, name, flags, 0o600) })
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(file.number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG, information.st_nlink == 1,
            information.st_size == 0 || information.st_size == length
        else { throw SystemError("\(name) is not a table of \(length) bytes; remove it", number: EINVAL) }
        // The call returns the error instead of setting errno.
        let failure = posix_fallocate(file.number, 0, off_t(length))
        if failure != 0 {
            // A file of another size would be refused from now on.
            if information.st_size == 0 { _ = ftruncate(file.number, 0) }
            throw SystemError("posix_fallocate \(name)", number: failure)
        }
        // A new mapping, at an address that the kernel chooses.
        let mapped = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            throw SystemError("mmap \(name)", number: errno)
        }
        address = UInt(bitPattern: mapped)
        count = words
        _ = consume lock
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
