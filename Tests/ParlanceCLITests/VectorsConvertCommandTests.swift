import Foundation
import ParlanceTestSupport
import Testing

@Suite struct VectorsConvertCommandTests {
  private let folder = TemporaryFolder()
  private let forms = [
    "glove", "word2vec", "word2vec-binary", "fasttext-bin", "mapped", "mapped-int8", "mapped-pq",
  ]

  private func convert(_ extra: String..., input: String = "") throws -> Outcome {
    try Command(["vectors", "convert"] + extra, input: input).finish()
  }

  /// 300 words of six numbers, one of them with a blank in it.
  private func writeGlove() -> String {
    let lines = (0..<300).map { word in
      (word == 7 ? "New York" : "w\(word)")
        + (0..<6).map { " \(Float((word * 37 + $0 * 11) % 101) / 64 - 1)" }.joined() + "\n"
    }
    return folder.write(lines.joined(), to: "glove.txt")
  }

  @Test func allFormsAreReadAndWritten() throws {
    let given = writeGlove()
    for form in forms {
      let path = folder.file("v." + form)
      let outcome = try convert("-v", given, "-o", path, "--to", form, "--format", "json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let report = try outcome.object()
      let leftOut = form.hasPrefix("mapped") || form == "glove" ? 0 : 1
      #expect(report["words"] as? Int == 300 - leftOut && report["leftOut"] as? Int == leftOut)
      #expect(report["dimensions"] as? Int == 6 && report["buckets"] as? Int == 0)
      #expect(report["bytesBefore"] as? Int == folder.bytes("glove.txt").count)
      #expect(report["bytesAfter"] as? Int == folder.bytes("v." + form).count)
      let isSmaller = ["mapped-int8", "mapped-pq"].contains(form)
      #expect((report["meanCosine"] as? Double ?? 1) > 0.98)
      #expect((report["meanCosine"] != nil) == isSmaller)
      // Back again, through a pipe where the form may come from one.
      let back = try convert("-v", path, "-o", folder.file("back"), "--to", "glove", "--overwrite")
      #expect(back.status == 0, "\(back.errors)")
      let words = folder.read("back").split(separator: "\n").map { $0.prefix { $0 != " " } }
      #expect(words.count == 300 - leftOut && words[0] == "w0" && words.last == "w299")
      if !isSmaller && leftOut == 0 {
        #expect(folder.read("back") == folder.read("glove.txt"), "\(form)")
      }
    }
  }

  @Test func textIsForPeople() throws {
    let outcome = try convert("-v", writeGlove(), "-o", folder.file("v"), "--to", "mapped-int8")
    #expect(
      outcome.lines.count == 3
        && outcome.lines[0].hasSuffix("v: 300 words, 6 dimensions, mapped-int8"))
    #expect(outcome.output.contains(" KB before, ") && outcome.output.contains("mean cosine"))
    let words = try convert("-v", writeGlove(), "-o", folder.file("w.gz"), "--to", "word2vec")
    #expect(words.output.contains("1 word left out"))
    #expect(folder.bytes("w.gz").starts(with: [0x1F, 0x8B]))
    let piped = try convert(
      "-v", "-", "-o", folder.file("p"), "--to", "mapped-pq", input: "a 1\nb 3\n")
    #expect(piped.status == 0 && !piped.output.contains(" before, "))
  }

  @Test func theSeedDecidesAndThreadsDoNot() throws {
    let given = writeGlove()
    func bytes(_ extra: String...) throws -> Data {
      let outcome = try Command(
        [
          "vectors", "convert", "-v", given, "-o", folder.file("q"), "--to", "mapped-pq",
          "--overwrite",
        ]
          + extra
      ).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return folder.bytes("q")
    }
    let first = try bytes("--threads", "1")
    #expect(try bytes("--threads", "3") == first && bytes("--seed", "2") != first)
    #expect(try bytes("--sub-vector", "6").count < first.count)
  }

  @Test func wrongUseIsNamed() throws {
    let given = writeGlove()
    let (output, missing) = (folder.file("o"), folder.file("none"))
    let there = folder.write("", to: "there")
    let noText = folder.write(Data([0xE9, 0x20, 0x31]), to: "latin1")
    let cases: [([String], Int32, String)] = [
      (["-v", given, "-o", output, "--to", "glow"], 64, "glove"),
      (["-v", given, "-o", output, "--to", "mapped", "--seed", "2"], 64, "--seed: only"),
      (["-v", given, "-o", output, "--to", "mapped-pq", "--sub-vector", "0"], 64, "at least 1"),
      (["-v", given, "-o", output, "--to", "mapped-pq", "--sub-vector", "7"], 64, "at most the 6"),
      (["-v", given, "-o", output + ".gz", "--to", "mapped"], 64, "mapped cannot be gzipped"),
      (["-v", given, "-o", there, "--to", "glove"], 73, "--overwrite"),
      (["-v", missing, "-o", output, "--to", "glove"], 66, "none"),
      (["-v", folder.path, "-o", output, "--to", "glove"], 66, "vectors.bin"),
      (["-v", there, "-o", output, "--to", "glove"], 65, "empty"),
      (["-v", noText, "-o", output, "--to", "glove"], 65, "no line is UTF-8"),
      (["-v", given, "-o", folder.file("a/b"), "--to", "glove"], 73, "cannot create"),
    ]
    for (arguments, status, message) in cases {
      let outcome = try Command(["vectors", "convert"] + arguments).finish()
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
    }
    #expect(!folder.exists("o"))
  }

  /// A byte of the vectors themselves is seen when all of the file is read.
  @Test func damagedVectorsAreSeen() throws {
    let path = folder.file("v")
    #expect(try convert("-v", writeGlove(), "-o", path, "--to", "mapped").status == 0)
    var bytes = folder.bytes("v")
    bytes[bytes.count - 100] ^= 1
    folder.write(bytes, to: "v")
    let outcome = try convert("-v", path, "-o", folder.file("w"), "--to", "glove")
    #expect(outcome.status == 65 && outcome.errors.contains("the vectors are damaged"))
  }

  /// Forms that are told by their first bytes come through pipes too, but a model of fastText, which is read
  /// from any place.
  @Test func pipesAreRead() throws {
    let given = writeGlove()
    for form in ["word2vec-binary", "mapped-int8", "fasttext-bin"] {
      let path = folder.file(form)
      #expect(try convert("-v", given, "-o", path, "--to", form).status == 0)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c",
        "cat \"$1\" | \"$2\" vectors convert -v - -o \"$3\" --to glove --quiet 2> \"$3.errors\"",
        "sh", path, try Command.executable.path, path + ".text",
      ]
      try process.run()
      process.waitUntilExit()
      let errors = folder.read(form + ".text.errors")
      if form == "fasttext-bin" {
        #expect(process.terminationStatus == 64 && errors.contains("give the path of its file"))
      } else {
        #expect(process.terminationStatus == 0, "\(errors)")
        #expect(folder.read(form + ".text").hasPrefix("w0 "))
      }
    }
  }

  /// Classifiers and taggers take vectors of any form.
  @Test func trainingTakesAllForms() throws {
    let given = folder.write("Anna 0.1 0.2\nsings 0.3 0.4\n", to: "given.txt")
    let sentences = folder.write(
      String(repeating: "Anna\tB-PER\nsings\tO\nloud\tO\n\n", count: 8), to: "train.conll")
    let texts = folder.write(
      "text,label\n" + String(repeating: "Anna sings,x\nloud Anna,y\n", count: 8), to: "train.csv")
    try FileManager.default.createDirectory(
      atPath: folder.file("folder"), withIntermediateDirectories: true)
    var files = [folder.file("folder")]
    for form in forms {
      let path = form == "mapped" ? folder.file("folder/vectors.bin") : folder.file(form)
      #expect(try convert("-v", given, "-o", path, "--to", form).status == 0)
      if form != "mapped" { files.append(path) }
    }
    for file in files {
      let tagger = try Command([
        "tag", "train", "--train", sentences, "--epochs", "1", "--hidden-size", "4", "--output",
        folder.file("tagger"), "--overwrite", "--vectors", file,
      ]).finish()
      #expect(
        tagger.status == 0 && tagger.errors.contains("66.7 % of the training tokens"), "\(file)")
      let classifier = try Command([
        "classify", "train", "--train", texts, "--epochs", "1", "--output",
        folder.file("classifier"), "--overwrite", "--vectors", file,
      ]).finish()
      #expect(classifier.status == 0, "\(file): \(classifier.errors)")
    }
  }
}
