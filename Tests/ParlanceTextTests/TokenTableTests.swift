import Foundation
import Testing

@testable import ParlanceText

@Suite struct TokenTableTests {
  private func code(_ text: String, _ table: inout TokenTable) -> Int {
    var text = text
    return text.withUTF8 { table.code(of: UnsafeRawBufferPointer($0)) }
  }

  @Test func tokensAreNumberedAsTheyCome() {
    var table = TokenTable()
    let tokens = (0..<20_000).map { "token \($0 % 9000) " + String(repeating: "x", count: $0 % 30) }
    var numbers: [String: Int] = [:]
    for token in tokens {
      let expected = numbers[token] ?? numbers.count
      numbers[token] = expected
      #expect(code(token, &table) == expected)
    }
    #expect(table.count == numbers.count)
    for (token, number) in numbers { #expect(table.token(number) == token) }
  }

  @Test func bytesTellTokensApart() {
    var table = TokenTable()
    let tokens = ["é", "e\u{301}", "", "a", "\0a", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaa\0"]
    for _ in 0..<2 { #expect(tokens.map { code($0, &table) } == Array(0..<8)) }
  }
}
