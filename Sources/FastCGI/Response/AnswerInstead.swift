/// Thrown by a handler whose answer could not be sent: what the client is to get in its place. The handler has logged why.
package struct AnswerInstead: Error {
    package let answer: Answer

    package init(_ answer: Answer) {
        self.answer = answer
    }
}
