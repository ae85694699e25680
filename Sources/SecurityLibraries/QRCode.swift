#if Security
    internal import CQRCode

    /// A QR code (ISO/IEC 18004), as libqrcodegen computes it.
    package struct QRCode: Sendable {
        /// The number of modules in a row and in a column, without the quiet zone.
        package let size: Int
        /// The modules, row by row: `true` is dark.
        package let modules: [Bool]

        /// Encodes a text with medium error correction, in the smallest version that holds it.
        ///
        /// - Returns: `nil` if the text contains a NUL or is too long, about 2,300 bytes.
        package init?(_ text: String) {
            guard !text.utf8.contains(0) else { return nil }
            // Both buffers have the length that qrcodegen.h documents for the largest version.
            let length = 3918
            var working = [UInt8](repeating: 0, count: length)
            var code = [UInt8](repeating: 0, count: length)
            // libqrcodegen reads the text and writes the two buffers, and keeps no pointer.
            let isEncoded = unsafe qrcodegen_encodeText(
                text, &working, &code, qrcodegen_Ecc_MEDIUM, 1, 40, qrcodegen_Mask_AUTO, true)
            guard isEncoded else { return nil }
            let side = unsafe qrcodegen_getSize(code)
            size = Int(side)
            modules = (0..<side).flatMap { row in
                (0..<side).map { column in unsafe qrcodegen_getModule(code, column, row) }
            }
        }
    }
#endif
