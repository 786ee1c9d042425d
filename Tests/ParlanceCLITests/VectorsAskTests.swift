import Foundation
import ParlanceTestSupport
import Testing

/// `parlance vectors nearest`, `analogy`, `odd`, `similarity`, `evaluate`, `sentence` and `map`.
@Suite struct VectorsAskTests {
  private let folder = TemporaryFolder()
  private let vectors: String

  init() {
    // Animals along x, vehicles along y; the young are lower.
    vectors = folder.write(
      """
      cat 1 0.1 0.5
      kitten 1 0.1 -0.5
      dog 0.9 0.2 0.5
      puppy 0.9 0.2 -0.5
      bus 0.1 1 0.4
      car 0 1 0.5
      Paris 0.3 0.3 0
      zero 0 0 0

      """, to: "vectors.txt")
  }

  private func run(_ arguments: String..., input: String = "") throws -> Outcome {
    try Command(["vectors"] + arguments + ["--vectors", vectors], input: input).finish()
  }

  private func words(_ outcome: Outcome) throws -> [String] {
    let neighbours = try #require(try outcome.object()["neighbours"] as? [[String: Any]])
    return neighbours.compactMap { $0["word"] as? String }
  }

  @Test func nearest() throws {
    let json = try run("nearest", "cat", "--count", "2", "--format", "json")
    #expect(Set(try json.object().keys) == ["neighbours"])
    #expect(try words(json) == ["dog", "Paris"])
    #expect(
      try words(run("nearest", "CAT", "--exclude", "dog", "--count", "1", "--format", "json")) == [
        "Paris"
      ])
    let several = try run(
      "nearest", "cat", "kitten", "--minus", "puppy", "--count", "1", "--format", "json")
    #expect(try words(several) == ["dog"])
    let unknown = try run("nearest", "cat", "--exclude", "dgo")
    #expect(unknown.status == 0)
    #expect(unknown.errors.contains("--exclude: dgo has no vector; did you mean dog?"))
    let text = try run("nearest", "cat", "--count", "999999999")
    #expect(text.lines.count == 7)
    #expect(text.lines[0].hasPrefix("dog"))
    #expect(text.errors.isEmpty)
  }

  @Test func linesOfStandardInput() throws {
    let text = try run("nearest", "--count", "1", input: "cat\n\nunknwn\nbus car\n")
    #expect(text.status == 0)
    let lines = text.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 5)
    #expect(lines[0].hasPrefix("dog 0.9") && lines[1].isEmpty && lines[2].isEmpty)
    #expect(text.errors.contains("unknwn has no vector"))
    let json = try run("analogy", "--format", "json", input: "cat kitten dog\ncat dog\n")
    #expect(json.lines.count == 2)
    #expect(json.lines[0].contains("\"words\":[\"cat\",\"kitten\",\"dog\"]"))
    #expect(json.lines[1].contains("\"neighbours\":[]"))
    #expect(json.errors.contains("an analogy needs three words, A, B and C; found 2"))
    let ones = try run(
      "nearest", "--count", "1", "--batch-size", "1", input: "cat\n\nunknwn\nbus car\n")
    #expect(ones.output == text.output)
  }

  @Test func analogyAndOdd() throws {
    for method in ["add", "mul"] {
      let found = try run(
        "analogy", "cat", "kitten", "dog", "--method", method, "--format", "json")
      #expect(try words(found).first == "puppy")
    }
    let odd = try run("odd", "cat", "dog", "bus", "kitten", "--format", "json").object()
    #expect(odd["odd"] as? String == "bus")
    #expect(try run("odd", input: "cat dog bus\n\n").output == "bus\n\n")
  }

  @Test func similarity() throws {
    #expect(try run("similarity", "cat", "cat").output == "cat  cat  1.0000\n")
    #expect(try run("similarity", "cat", "zero").output.hasSuffix("0.0000\n"))
    #expect(try run("similarity", input: "cat cat\ncat unknwn\n").output == "1.0000\n\n")
    let data = folder.write("cat\tdog\t9\ncat\tbus\t1\ncat\tkitten\t7\ncat\tgone\t2\n", to: "pairs")
    let object = try run("similarity", "--data", data, "--format", "json").object()
    let score = try #require(object["score"] as? [String: Any])
    #expect(score["spearman"] as? Double == 1)
    #expect((object["pairs"] as? [Any])?.count == 4)
  }

  @Test func evaluate() throws {
    let pairs = folder.write(
      "cat\tdog\t9\ncat\tbus\t1\ncat\tKITTEN\t7\ncat\tgone\t2\n", to: "pairs")
    let questions = folder.write(
      ": young\ncat kitten dog puppy\ncat kitten dog bus\ncat kitten dog gone\n: gram1\n",
      to: "questions")
    let groups = folder.write("animals: cat dog kitten puppy\nvehicles: bus car\n", to: "groups")
    let arguments = ["--similarity", pairs, "--analogies", questions, "--groups", groups]
    let object = try Command(
      ["vectors", "evaluate", "--vectors", vectors, "--format", "json"] + arguments
    ).finish().object()
    #expect(Set(object.keys) == ["similarity", "analogies", "groups"])
    let similarity = try #require((object["similarity"] as? [[String: Any]])?.first)
    #expect(similarity["file"] as? String == pairs)
    #expect(similarity["covered"] as? Int == 3 && similarity["pairs"] as? Int == 4)
    #expect(similarity["spearman"] as? Double == 1)
    let analogies = try #require(object["analogies"] as? [String: Any])
    #expect(analogies["accuracy"] as? Double == 0.5)
    #expect(analogies["covered"] as? Int == 2 && analogies["questions"] as? Int == 3)
    #expect((analogies["sections"] as? [[String: Any]])?.first?["name"] as? String == "young")
    // A section of which nothing is known has no share.
    let empty = (analogies["sections"] as? [[String: Any]])?.last
    #expect(empty?["name"] as? String == "gram1" && empty?["accuracy"] is NSNull)
    let group = try #require((object["groups"] as? [[String: Any]])?.first)
    #expect(group["neighbours"] as? Double == 1)
    let text = try Command(["vectors", "evaluate", "--vectors", vectors] + arguments).finish()
    for word in ["Spearman", "% of covered", "% by chance", "young", "animals", "syntactic"] {
      #expect(text.output.contains(word), "\(word)")
    }
  }

  @Test func sentences() throws {
    let mean = try run("sentence", input: "cat bus unknwn\n\n")
    #expect(mean.output == "0.55 0.55 0.45\n0.0 0.0 0.0\n")
    let sif = try run("sentence", "--weighting", "sif", input: "cat bus\ndog\ncar\n")
    #expect(sif.status == 0 && sif.lines.count == 3)
    let counts = folder.write("cat 10\nbus x\n", to: "counts")
    let wrong = try run("sentence", "--weighting", "sif", "--counts", counts, input: "cat\n")
    #expect(wrong.status == 65 && wrong.errors.contains("counts:2: expected a word and its count"))
  }

  @Test func maps() throws {
    let svg = folder.file("map.svg")
    let map = try run("map", "cat", "dog", "bus", "--svg", svg, "--format", "json")
    #expect(map.status == 0)
    let object = try map.object()
    #expect(Set(object.keys) == ["method", "words", "explained"])
    try expectWellFormed(folder.read("map.svg"))
    #expect(elementCount(folder.read("map.svg"), "mark") == 3)
    #expect(try run("map", "cat", "--svg", svg).status == 73)
    let groups = "animals: cat dog\nbus vehicles\ngone vehicles\n"
    let near = try run(
      "map", "--method", "t-sne", "--svg", svg, "--overwrite", input: groups)
    #expect(near.status == 0 && near.errors.contains("1 word without a vector left out: gone"))
    #expect(elementCount(folder.read("map.svg"), "key") == 2)
    #expect(try run("map", input: "cat\n,\n:\nbus\n").errors.contains("2 words without a vector"))
    let arrows = try run(
      "map", "--analogies", "cat", "kitten", "dog", "puppy", "--svg", svg, "--overwrite")
    #expect(arrows.status == 0)
    #expect(elementCount(folder.read("map.svg"), "arrow") == 2)
    let heat = try run("map", "--heat-map", "cat", "dog", "--svg", svg, "--overwrite")
    #expect(heat.status == 0 && heat.output.isEmpty)
    #expect(elementCount(folder.read("map.svg"), "cell") == 4)
  }

  @Test(arguments: [
    (["nearest", "kat"], 65, "kat has no vector; did you mean cat?"),
    (["nearest", "cat", "--count", "0"], 64, "--count: expected 1 to"),
    (["nearest", "--minus", "cat"], 64, "--minus needs words"),
    (["analogy", "cat", "dog"], 64, "an analogy needs three words, A, B and C; found 2"),
    (["odd", "cat"], 64, "an odd one needs three words or more, found 1"),
    (["similarity", "cat"], 64, "pairs need an even number of words, found 1"),
    (["evaluate"], 64, "expected --similarity, --analogies or --groups"),
    (["evaluate", "--similarity", "/none"], 66, "/none"),
    (["sentence", "--counts", "x"], 64, "--counts goes with sif"),
    (["map", "--analogies", "cat"], 64, "--analogies needs pairs of words, found 1 words"),
    (["map", "cat", "gone"], 65, "gone has no vector"),
    (["map", "cat", "--perplexity", "0"], 64, "--perplexity"),
    (["map"], 65, "there is no word to draw"),
  ])
  func wrongInput(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let outcome = try Command(["vectors"] + arguments + ["--vectors", vectors]).finish()
    #expect(outcome.status == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
