import Foundation
import ParlanceTestSupport
import Testing

/// Wrong input: a message that names what and where, an exit code, and no model left behind.
@Suite struct WrongInputTests {
  private let folder = TemporaryFolder()

  @Test(arguments: [
    (["lm", "train", "--hidden-sise", "3"], "--hidden-size"),
    (
      ["lm", "generate", "--modle", "x"], "lm generate has no option --modle; did you mean --model?"
    ),
    (["classify", "predict", "--modle=x", "a"], "did you mean --model?"),
    (["serve", "--modle", "x"], "parlance serve has no option --modle; parlance serve --help"),
    (["lm", "train", "--hidden-size", "many"], "from 1 to 65536, found many"),
    (["lm", "train", "--layers", "0"], "--layers: expected a whole number from 1 to 64, found 0"),
    (["lm", "train", "--dropout", "1.5"], "--dropout: expected a number of [0, 1), found 1.5"),
    (["lm", "train", "--learning-rate", "nan"], "--learning-rate: expected a positive number"),
    (["lm", "train", "--hidden-size", "10000000"], "--hidden-size: expected"),
    (["lm", "train", "--epochs", "-1"], "epochs"),
    (["lm", "train", "--cell", "transformer"], "gru-reset-before"),
    (["lm", "train", "--clip-norm", "1", "--clip-value", "1"], "exclude each other"),
    (["lm", "train", "--clip-norm", "1", "--clip-deviations", "2"], "exclude each other"),
    (["lm", "train", "--optimizer", "adam", "--momentum", "0.9"], "sgd, rmsprop only"),
    (["lm", "train", "--optimizer", "sparse-adam", "--weight-decay", "0.1"], "--weight-decay"),
    (["lm", "train", "--optimizer", "rprop"], "nt-asgd"),
    (["lm", "train", "--schedule", "sometimes"], "warm-restarts"),
    (["lm", "train", "--schedule-length", "-1"], "schedule-length"),
    (["lm", "train", "--schedule-unit", "week"], "epoch"),
    (["lm", "train", "--tied", "--embedding-size", "5"], "--tied needs"),
    (["lm", "train", "--output-layer", "softmax"], "blackout"),
    (["lm", "train", "--cutoffs", "10 20"], "--cutoffs goes with --output-layer adaptive only"),
    (["lm", "train", "--output-layer", "adaptive", "--cutoffs", "20 10"], "cutoffs: expected"),
    (
      ["lm", "train", "--output-layer", "adaptive", "--samples", "9"], "nce, sampled, blackout only"
    ),
    (["lm", "train", "--output-layer", "full", "--max-ent-order", "3"], "hierarchical only"),
    (["lm", "train", "--max-ent-size", "100"], "--max-ent-size needs --max-ent-order"),
    (["lm", "train", "--output-layer", "nce", "--tied"], "--tied goes with --output-layer full"),
    (["lm", "train", "--window", "3"], "--window does not go with --model-type recurrent"),
    (["lm", "train", "--model-type", "window", "--cell", "gru"], "--cell does not go with"),
    (["lm", "train", "--model-type", "window", "--direct", "--tied"], "exclude each other"),
    (["lm", "train", "--threads", "0"], "--threads: expected 1 to 256, found 0"),
    (["lm", "train", "--overwrite", "--resume"], "--overwrite and --resume"),
    (["lm", "generate", "--model", "x", "--temperature", "-1"], "temperature"),
    (["lm", "generate", "--model", "x", "--top-p", "0"], "top-p"),
    (["lm", "generate", "--model", "x", "--count", "0"], "--count"),
    (["lm", "generate", "--model", "x", "--beam", "0"], "--beam: expected at least 1, found 0"),
    (["lm", "generate", "--model", "x", "--length-penalty", "1"], "needs --beam"),
    (
      ["lm", "generate", "--model", "x", "--beam", "2", "--length-penalty", "-1"],
      "length-penalty"
    ),
    (["lm", "generate", "--model", "x", "--no-repeat-ngram", "0"], "--no-repeat-ngram: expected"),
    (["lm", "generate", "--model", "x", "--lines", "-1"], "lines"),
    (["bench", "generate", "--beam", "0"], "--beam: expected 1 to 4096, found 0"),
    (["lm", "evaluate", "--model", "x"], "--data"),
    (
      ["lm", "evaluate", "--model", "x", "--data", "y", "--cache-weight", "0.1"],
      "--cache-size only"
    ),
    (["lm", "evaluate", "--model", "x", "--data", "y", "--cache-size", "0"], "--cache-size: exp"),
    (["lm", "evaluate", "--model", "x", "--data", "y", "--dynamic-length", "5"], "--dynamic-rate"),
    (["lm", "evaluate", "--model", "x", "--data", "y", "--dynamic-rate", "-1"], "dynamic-rate"),
    (["bench", "matmul", "0", "1", "1"], "<m>: expected 1 to"),
    (["bench", "recurrent", "--vocabulary", "3"], "--vocabulary: expected 5 to"),
    (["bench", "recurrent", "--static", "--cell", "gru"], "--static: expected --cell lstm"),
  ])
  func usage(arguments: [String], message: String) throws {
    let outcome = try Command(arguments + ["--quiet"]).finish()
    #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func unknownCommand() throws {
    let outcome = try parlance("lm", "fly")
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.contains("no command fly; its commands are train, evaluate"),
      "\(outcome.errors)")
  }

  private func expectFailure(
    _ arguments: [String], _ status: Int32, _ messages: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Command(arguments).finish()
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(outcome.errors.hasPrefix("parlance: "), sourceLocation: sourceLocation)
    for message in messages {
      #expect(
        outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    #expect(!folder.exists("new"), "a model directory was left", sourceLocation: sourceLocation)
  }

  private func train(_ text: String, _ extra: String...) -> [String] {
    ["lm", "train", "--train", text, "--output", folder.file("new"), "--hidden-size", "8"] + extra
  }

  @Test func trainingText() throws {
    let missing = folder.file("nowhere.txt")
    try expectFailure(train(missing), 66, missing)
    try expectFailure(train(folder.path), 66, folder.path)
    let empty = folder.write("", to: "empty.txt")
    try expectFailure(train(empty), 65, empty, "empty")
    let blank = folder.write("\n  \n\n", to: "blank.txt")
    try expectFailure(train(blank), 65, blank)
    let binary = folder.write(Data([0x41, 0x0A, 0x42, 0, 1, 2]), to: "binary.txt")
    try expectFailure(train(binary), 65, binary + ":2:", "NUL")
    let invalid = folder.write(Data([0x41, 0x0A, 0x42, 0xFF, 0x0A]), to: "invalid.txt")
    try expectFailure(train(invalid), 65, invalid + ":2:", "invalid UTF-8 at byte 2")
    let word = folder.write("word\n", to: "word.txt")
    try expectFailure(train(word), 65, word, "lines")
    let good = folder.writeText()
    let foreign = folder.write("quelques mots\nautres mots\n", to: "foreign.txt")
    try expectFailure(train(good, "--validation", foreign), 65, foreign, "unknown")
    try expectFailure(train(good, "--minimum-count", "100000"), 65, good, "unknown")
  }

  @Test func sizesBeyondTheMachine() throws {
    let good = folder.writeText()
    try expectFailure(
      train(good, "--hidden-size", "65536", "--layers", "64"), 64, "memory", "GB")
    try expectFailure(
      ["bench", "recurrent", "--hidden", "65536", "--layers", "64"], 64, "memory")
    try expectFailure(["bench", "matmul", "16777216", "16777216", "1"], 64, "memory")
  }

  @Test func outputThatCannotBe() throws {
    let good = folder.writeText()
    let full = folder.file("full")
    try FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: true)
    folder.write("mine", to: "full/file")
    func arguments(_ output: String, _ extra: String...) -> [String] {
      ["lm", "train", "--train", good, "--output", output] + extra
    }
    try expectFailure(arguments(full), 73, full, "not empty")
    #expect(folder.read("full/file") == "mine")
    try expectFailure(arguments(good), 73, good)
    try expectFailure(arguments("/proc/model"), 73, "/proc")
    try expectFailure(arguments(full, "--resume"), 66, "no run to resume")
  }

  @Test func fullDevice() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let script = "exec \"$0\" bench matmul 2 2 2 > /dev/full"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, try Command.executable.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let message = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    #expect(process.terminationStatus == 74)
    #expect(message.hasPrefix("parlance: standard output: cannot be written"))
  }

  @Test func modelDirectory() throws {
    #expect(try Command(folder.trainArguments()).finish().status == 0)
    // What is said where nobody knows what was saved.
    try forgetChecksums(in: folder.file("model"))
    let weights = folder.bytes("model/weights.safetensors")
    let vocabulary = folder.read("model/vocabulary.txt")
    let json = folder.read("model/model.json")
    func failure(_ status: Int32, _ messages: String...) throws {
      for arguments in [
        ["inspect", folder.file("model")],
        ["lm", "evaluate", "--model", folder.file("model"), "--data", folder.file("text.txt")],
        ["lm", "score", "--model", folder.file("model")],
      ] {
        let outcome = try Command(arguments).finish()
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        for message in messages {
          #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
      }
      folder.write(weights, to: "model/weights.safetensors")
      folder.write(vocabulary, to: "model/vocabulary.txt")
      folder.write(json, to: "model/model.json")
    }
    folder.write(weights.dropLast(5), to: "model/weights.safetensors")
    try failure(65, "weights.safetensors")
    let oversized = Data(repeating: 0x7F, count: 8) + weights.dropFirst(8)
    folder.write(oversized, to: "model/weights.safetensors")
    try failure(65, "weights.safetensors", "header")
    folder.write(
      json.replacing("\"hiddenSize\" : 8", with: "\"hiddenSize\" : 9"), to: "model/model.json")
    try failure(65, "weights.safetensors", "rnn.weight_ih_l0", "[36, 8]", "[32, 8]")
    try FileManager.default.removeItem(atPath: folder.file("model/weights.safetensors"))
    try failure(66, "weights.safetensors")
    folder.write(vocabulary + "one-more\n", to: "model/vocabulary.txt")
    try failure(65, "vocabulary.txt", "expected")
    folder.write("{", to: "model/model.json")
    try failure(65, "model.json")
    try FileManager.default.removeItem(atPath: folder.file("model/model.json"))
    try failure(66, "model.json")
  }

  @Test func unknownWordsOfEvaluationText() throws {
    #expect(try Command(folder.trainArguments()).finish().status == 0)
    let foreign = folder.write("quelques mots\n", to: "foreign.txt")
    try expectFailure(
      ["lm", "evaluate", "--model", folder.file("model"), "--data", foreign], 65, foreign,
      "all 2 tokens are unknown")
  }
}
