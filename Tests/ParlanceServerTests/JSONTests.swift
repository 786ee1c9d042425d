import Foundation
import Testing

@testable import ParlanceServer

@Suite struct JSONTests {
  private func read(_ text: String) throws -> JSONValue { try JSONValue(reading: Array(text.utf8)) }

  @Test func valuesAreReadAndWritten() throws {
    let text = #"{"a":[1,-2.5,1e-07,true,false,null,"x\n\"\\\u0001é😀"],"b":{},"a":[]}"#
    let value = try read(text)
    #expect(value.text == text)
    #expect(value["a"] == .array([]))
    #expect(try read(#" "\ud83d\ude00\u00e9\/" "#) == .string("😀é/"))
    #expect(try read("-0") == .number(0))
    #expect(try read("1E+2") == .number(100))
    #expect(JSONValue.number(.infinity).text == "null")
  }

  /// Foundation's reader is the judge.
  @Test func whatIsNoJSONIsRefused() throws {
    let texts = [
      "", " ", "{", "}", "[", "[1", "[1,", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
      "{1:2}",
      "tru", "True", "nan", "Infinity", "+1", "01", "-", "1.", ".5", "1e", "1e+", "0x1", "\"",
      "\"\\\"",
      "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
      "\"\t\"",
      "1 2", "'a'", "\u{FEFF}1", "1e999",
    ]
    for text in texts {
      #expect(throws: JSONProblem.self, "\(text)") { try read(text) }
    }
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
    ] {
      #expect(throws: JSONProblem.self) { try JSONValue(reading: bytes) }
    }
  }

  @Test func depthIsLimited() throws {
    let deepest = JSONValue.deepest
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try read(nested(deepest + 1))
    #expect(throws: JSONProblem.self) { try read(nested(deepest + 2)) }
    #expect(throws: JSONProblem.self) { try read(nested(1_000_000)) }
  }

  @Test func digitsAreTheNumbers() throws {
    for number in [
      0.1, 1.0 / 3, 1e-300, .leastNonzeroMagnitude, 1e22, -123456.789, 4.0, 0x1p53, 0x1p60,
    ] {
      #expect(try read(JSONValue.number(number).text) == .number(number))
    }
  }
}
