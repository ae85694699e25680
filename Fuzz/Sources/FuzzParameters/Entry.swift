import FuzzSupport

@testable import GatewayInterface

/// A slow, simple implementation of ``Parameters``, with the same order of checks.
private func reference(_ block: [UInt8], _ limits: ParameterLimits) -> Result<[Pair], ParametersError> {
    var (pairs, isWhole) = Pair.read(block, limit: limits.count)
    if pairs.count > limits.count { return .failure(ParametersError(.tooMany)) }
    if !isWhole { return .failure(ParametersError(.malformedPair)) }
    if pairs.map({ $0.name.count + $0.value.count }).reduce(0, +) > limits.bytes {
        return .failure(ParametersError(.tooLarge))
    }
    pairs.removeAll { $0.name == Array("HTTP_PROXY".utf8) }
    for (index, pair) in pairs.enumerated() {
        if pair.name.isEmpty || pair.name.contains(0x3D) { return .failure(ParametersError(.malformedName)) }
        if pair.name.contains(0) || pair.value.contains(0) { return .failure(ParametersError(.nulByte)) }
        if pairs[..<index].contains(where: { $0.name == pair.name }), RepeatedField.separator(of: pair.name[...]) == nil
        {
            return .failure(ParametersError(.duplicate))
        }
    }
    for pair in pairs where !isStreamSafe(pair.name) || !isStreamSafe(pair.value) {
        return .failure(ParametersError(.tooManyMarks))
    }
    var joined: [Pair] = []
    for pair in pairs {
        guard let first = joined.firstIndex(where: { $0.name == pair.name }) else {
            joined.append(pair)
            continue
        }
        joined[first].value += Array((RepeatedField.separator(of: pair.name[...]) ?? "").utf8) + pair.value
    }
    return .success(joined)
}

/// Parses any bytes as name-value pairs, with the same pairs and errors as the reference.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParameters(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = input(data, size)
    guard let choice = bytes.first else { return 0 }
    let limits = choice & 1 == 0 ? ParameterLimits() : ParameterLimits(count: 3, bytes: Int(choice))
    let block = Array(bytes.dropFirst())
    let expected = reference(block, limits)
    do throws(ParametersError) {
        let parameters = try Parameters(nameValuePairs: block, limits: limits)
        let pairs = Pair.all(parameters)
        require(expected == .success(pairs), "the reference finds \(expected), Parameters \(pairs)")
        require(parameters.count == pairs.count, "another count")
        for pair in pairs where String(validating: pair.name, as: UTF8.self) != nil {
            let name = String(decoding: pair.name, as: UTF8.self)
            require(parameters.bytes(of: name).map { Array($0) } == pair.value, "bytes(of: \(name)) differs")
            require(parameters[name] == String(decoding: pair.value, as: UTF8.self), "the value of \(name) differs")
        }
    } catch {
        require(expected == .failure(error), "the reference finds \(expected), Parameters throws \(error)")
    }
    return 0
}
