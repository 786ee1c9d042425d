import Foundation
import ParlanceClassification
import ParlanceSystem
import ParlanceTestSupport
import Testing

@Suite struct SentenceTemplatesTests {
  private func read(_ text: String) throws -> SentenceTemplates {
    try withFolder { folder in
      try text.write(toFile: folder + "/templates", atomically: true, encoding: .utf8)
      return try SentenceTemplates.read(path: folder + "/templates")
    }
  }

  private let text = """
    # two templates
    : templates
    {person} feels {feeling}.
    {she} and {her} friend
    : feeling
    happy
    very sad
    : person women
    my aunt
    : person men
    my uncle
    a boy
    : she women
    she
    : she men
    he
    : her women
    her
    : her men
    his
    """

  @Test func framesAreTemplatesWithAllElseFilledIn() throws {
    let frames = try read(text).frames
    #expect(
      frames.map(\.text) == [
        "{person} feels happy.", "{person} feels very sad.", "{she} and {her} friend",
      ])
    #expect(frames[0].sentences["men"] == ["My uncle feels happy.", "A boy feels happy."])
    #expect(frames[2].sentences == ["women": ["She and her friend"], "men": ["He and his friend"]])
  }

  @Test func jsonIsTheSame() throws {
    let json = """
      {"templates": ["{person} feels {feeling}.", "{she} and {her} friend"],
       "fillers": {"feeling": ["happy", "very sad"]},
       "groups": {"person": {"women": ["my aunt"], "men": ["my uncle", "a boy"]},
                  "she": {"women": ["she"], "men": ["he"]}, "her": {"women": ["her"], "men": ["his"]}}}
      """
    #expect(try read(json) == read(text))
  }

  @Test func theOwnOnesAreWhole() {
    let frames = SentenceTemplates.standard.frames
    #expect(SentenceTemplates.standard.templates.count == 16 && frames.count > 100)
    for frame in frames {
      #expect(Set(frame.sentences.keys) == ["women", "men"])
      #expect(frame.sentences.values.joined().allSatisfy { !$0.contains("{") })
      #expect(Set(frame.sentences["women"]!).isDisjoint(with: frame.sentences["men"]!))
    }
  }

  @Test func wrongFiles() {
    func fails(
      _ text: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let error = #expect(throws: InputError.self, sourceLocation: sourceLocation) {
        try read(text)
      }
      #expect(
        error?.kind == .badData && error?.description.contains(message) == true,
        "\(String(describing: error))", sourceLocation: sourceLocation)
    }
    let people = "\n: person women\nshe\n: person men\nhe\n"
    fails("", "there is no template")
    fails("{person} feels well.", "expected {\"templates\"")
    fails("no section", ":1: expected a section")
    fails(": templates\nall is well.\n" + people, "expected a place-holder of groups")
    fails(": templates\n{person} feels {feeling}\n" + people, "{feeling} has no words")
    fails(": templates\n{person}\n: person women\nshe\n", "the words of two groups")
    fails(": templates men\n{person}\n" + people, ":1: expected \": templates\"")
    fails(": templates\n{person}\n: person\nx\n" + people, "words of groups, and words of no group")
    fails(
      ": templates\n{person} {her}\n: her women\nher\n: her men\nhis\nits\n" + people,
      "go together one by one")
    fails(
      ": templates\n{person} {her}\n: her women\nher\n: her boys\nhis\n" + people, "other groups")
    fails(
      "{\"templates\": [\"{p}\"], \"groups\": {\"p\": {\"a\": [], \"b\": [\"x\"]}}}",
      "no words of the group")
  }

  @Test func tooManySentencesAreRefused() {
    let words = (0..<200).map { "w\($0)" }
    let error = #expect(throws: InputError.self) {
      try SentenceTemplates(
        ["{a}{b}{c}{p}"], fillers: ["a": words, "b": words, "c": words],
        groups: ["p": ["x": ["1"], "y": ["2"]]])
    }
    #expect(error?.message.contains("more than 1000000 sentences") == true)
  }
}
