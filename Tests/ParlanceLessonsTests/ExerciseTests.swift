import ParlanceSystem
import Testing

@testable import ParlanceLessons

@Suite struct ExerciseTests {
  private let number = Exercise(
    "?", .number(0.5915), why: "why", hint: "hint", slips: [(.number(0.37), "slip")])
  private let pair = Exercise("?", .numbers([7, -2], decimals: 0), why: "why", hint: "hint")
  private let word = Exercise(
    "?", .choice("ice", of: ["ice", "steam"]), why: "why", hint: "hint",
    slips: [(.choice("steam", of: []), "slip")])

  @Test(arguments: ["0.59", "0.5915", ".59", "0,59", " 0.59 ", "59/100", "5.9e-1"])
  func rightNumbers(said: String) throws {
    #expect(try number.judge(said) == Exercise.Verdict(isRight: true, reply: "why"))
  }

  @Test func wrongNumbersAreAnswered() throws {
    #expect(try number.judge("0.37") == Exercise.Verdict(isRight: false, reply: "slip"))
    #expect(try number.judge("3").reply == "hint")
    #expect(try number.judge("0.6").reply == "Near; the answer is a number to 2 decimals. hint")
    #expect(try number.judge("−0.59").reply == "The sign is the other one. hint")
  }

  @Test(arguments: ["7 -2", "[7 −2]", "(7, -2)", "7; -2"])
  func severalNumbers(said: String) throws {
    #expect(try pair.judge(said).isRight)
    #expect(pair.form == "2 whole numbers, with blanks between" && pair.solution == "7 −2")
  }

  @Test func words() throws {
    #expect(try word.judge(" Ice").isRight)
    #expect(try word.judge("steam").reply == "slip")
    #expect(word.form == "one of: ice, steam" && word.solution == "ice")
  }

  @Test(arguments: ["", "half", "1 2", "1/0", "nan", "1,2,3"])
  func whatIsNoAnswer(said: String) {
    let error = #expect(throws: InputError.self) { try number.judge(said) }
    #expect(error?.kind == .usage && "\(error!)".contains("a number to 2 decimals"))
  }
}
