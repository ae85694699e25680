/// A header field with several lines, each in its own parameter, as nginx before 1.23 and HAProxy pass it.
///
/// RFC 9110, section 5.3, lets a recipient combine the lines of a field into one list. Other web servers do that before
/// they pass the field on. A field that is defined to have a single value is refused instead, because two readers could
/// use different lines.
enum RepeatedField {
    /// A further line of a field.
    struct Line {
        /// The index of the entry with the first line.
        let entry: Int
        /// The place of the value in the block of bytes.
        let value: Range<Int>
    }

    /// The separator for joining the lines of a field.
    ///
    /// - Parameter name: the name of a parameter, such as `HTTP_ACCEPT`.
    /// - Returns: `nil` if a second line is refused: for a field with a single value, and for a parameter that is not a
    ///   header field. An unregistered field counts as a list.
    static func separator(of name: ArraySlice<UInt8>) -> String? {
        guard name.starts(with: "HTTP_".utf8) else { return nil }
        let field = Array(name.dropFirst(5))
        // RFC 6265, section 5.4; RFC 9113, section 8.2.3.
        if field.elementsEqual("COOKIE".utf8) { return "; " }
        return single.contains(field) ? nil : ", "
    }

    /// Joins the lines of each field in their original order.
    ///
    /// - Parameters:
    ///   - lines: all lines except the first of each field, in their order.
    ///   - block: replaced by a block with each name once, which is not longer.
    ///   - entries: updated to their places in the new block; their order and number do not change.
    static func join(_ lines: [Line], in block: inout [UInt8], _ entries: inout [ParameterTable.Entry]) {
        // The values of an entry are adjacent, in their original order.
        let lines = lines.sorted { ($0.entry, $0.value.lowerBound) < ($1.entry, $1.value.lowerBound) }
        var joined: [UInt8] = []
        joined.reserveCapacity(block.count)
        var next = 0
        for index in entries.indices {
            let entry = entries[index]
            let start = joined.count
            joined += block[entry.name]
            let middle = joined.count
            joined += block[entry.value]
            while next < lines.count, lines[next].entry == index {
                joined += (separator(of: block[entry.name]) ?? ", ").utf8
                joined += block[lines[next].value]
                next += 1
            }
            entries[index] = entry.moved(to: start, middle, joined.count)
        }
        block = joined
    }

    /// The fields in the IANA registry of HTTP field names with a single value, and some unregistered ones of browsers
    /// and proxies, as parameter names without `HTTP_`.
    private static let single: Set<[UInt8]> = Set(
        """
        ACCEPT_DATETIME ACCESS_CONTROL_ALLOW_CREDENTIALS ACCESS_CONTROL_ALLOW_ORIGIN ACCESS_CONTROL_MAX_AGE
        ACCESS_CONTROL_REQUEST_METHOD AGE ALT_USED APPLY_TO_REDIRECT_REF AUTHORIZATION CALDAV_TIMEZONES CAL_MANAGED_ID
        CAPSULE_PROTOCOL CERT_NOT_AFTER CERT_NOT_BEFORE CLIENT_CERT CONFIGURATION_CONTEXT CONTENT_BASE
        CONTENT_DISPOSITION CONTENT_ID CONTENT_LENGTH CONTENT_LOCATION CONTENT_MD5 CONTENT_RANGE CONTENT_SCRIPT_TYPE
        CONTENT_STYLE_TYPE CONTENT_TYPE CONTENT_VERSION COOKIE2 CROSS_ORIGIN_EMBEDDER_POLICY
        CROSS_ORIGIN_EMBEDDER_POLICY_REPORT_ONLY CROSS_ORIGIN_OPENER_POLICY CROSS_ORIGIN_OPENER_POLICY_REPORT_ONLY
        CROSS_ORIGIN_RESOURCE_POLICY C_EXT DATE DEFAULT_STYLE DELTA_BASE DEPTH DERIVED_FROM DESTINATION DIFFERENTIAL_ID
        DNT DPOP DPOP_NONCE EARLY_DATA ETAG EXPIRES EXT FROM GETPROFILE HOBAREG HOST HTTP2_SETTINGS IDEMPOTENCY_KEY IF
        IF_MODIFIED_SINCE IF_RANGE IF_SCHEDULE_TAG_MATCH IF_UNMODIFIED_SINCE INCLUDE_REFERRED_TOKEN_BINDING_ID
        ISOLATION LABEL LAST_EVENT_ID LAST_MODIFIED LOCATION LOCK_TOKEN MAX_FORWARDS MEMENTO_DATETIME METHOD_CHECK
        METHOD_CHECK_EXPIRES MIME_VERSION ODATA_ENTITYID ODATA_ISOLATION ODATA_MAXVERSION ODATA_VERSION ORDERING_TYPE
        ORIGIN ORIGIN_AGENT_CLUSTER OSCORE OSLC_CORE_VERSION OVERWRITE PING_FROM PING_TO POSITION PROFILEOBJECT PROTOCOL
        PROTOCOL_INFO PROTOCOL_QUERY PROTOCOL_REQUEST PROXY_AUTHORIZATION PROXY_FEATURES PROXY_INSTRUCTION
        PUBLIC_KEY_PINS PUBLIC_KEY_PINS_REPORT_ONLY RANGE REDIRECT_REF REFERER REFERER_ROOT REFRESH
        REPEATABILITY_CLIENT_ID REPEATABILITY_FIRST_SENT REPEATABILITY_REQUEST_ID REPEATABILITY_RESULT REPLAY_NONCE
        RETRY_AFTER SAFE SCHEDULE_REPLY SCHEDULE_TAG SECURITY_SCHEME SEC_CH_UA_MOBILE SEC_CH_UA_PLATFORM SEC_FETCH_DEST
        SEC_FETCH_MODE SEC_FETCH_SITE SEC_FETCH_USER SEC_GPC SEC_PURPOSE SEC_TOKEN_BINDING SEC_WEBSOCKET_ACCEPT
        SEC_WEBSOCKET_KEY SEC_WEBSOCKET_VERSION SERVER SETPROFILE SET_COOKIE SLUG SOAPACTION STATUS_URI
        STRICT_TRANSPORT_SECURITY SUNSET TOPIC TRACEPARENT TTL UPGRADE_INSECURE_REQUESTS URGENCY USER_AGENT
        X_CONTENT_TYPE_OPTIONS X_FRAME_OPTIONS X_HTTP_METHOD_OVERRIDE X_REAL_IP X_REQUESTED_WITH
        """.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { Array($0) }
    )
}
