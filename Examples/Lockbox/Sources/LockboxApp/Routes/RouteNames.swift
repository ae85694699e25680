import Gatehouse

extension RouteName {
    static let box: RouteName = "box"
    static let file: RouteName = "file"
    static let filePage: RouteName = "file page"
    static let fileDownload: RouteName = "file download"
    static let fileDeletion: RouteName = "file deletion"
}
