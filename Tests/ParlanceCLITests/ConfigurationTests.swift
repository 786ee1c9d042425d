import Foundation
import Testing

/// Files of options: precedence, mistakes, and the saved one.
@Suite struct ConfigurationTests {
  private let folder = TemporaryFolder()

  @Test func optionsComeBeforeTheFileBeforeDefaults() throws {
    let config = folder.write(
      "# a comment\nhidden-size: 6\nlayers: 1\nvalidation: null\ndropout: 0.25\nepochs: 1\n",
      to: "config.yaml")
    let outcome = try Command([
      "lm", "train", "--train", folder.writeText(), "--output", folder.file("model"),
      "--config", config, "--hidden-size", "5", "--quiet",
    ]).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let saved = folder.read("model/run/config.yaml")
    for line in ["hidden-size: 5", "embedding-size: 5", "layers: 1", "dropout: 0.25", "cell: lstm"]
    {
      #expect(saved.contains("\n\(line)\n"), "\(saved)")
    }
  }

  @Test func savedFileMakesTheSameModel() throws {
    let first = try Command(folder.trainArguments("--dropout", "0.3", "--cell", "gru")).finish()
    #expect(first.status == 0, "\(first.errors)")
    let outcome = try parlance(
      "lm", "train", "--config", folder.file("model/run/config.yaml"), "--output",
      folder.file("again"), "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let weights = folder.bytes("model/weights.safetensors")
    #expect(!weights.isEmpty)
    #expect(folder.bytes("again/weights.safetensors") == weights)
    #expect(folder.bytes("again/run/config.yaml") == folder.bytes("model/run/config.yaml"))
  }

  @Test(arguments: [
    ("layers: 1\nhidden: 5\n", ":2: unknown key hidden"),
    ("hiddenSize: 5\n", ":1: unknown key hiddenSize; did you mean hidden-size?"),
    ("layers: 1\n\nhidden-size: big\n", ":3: hidden-size: expected a whole number"),
    ("layers: 0\n", ":1: layers: expected a whole number from 1 to 64, found 0"),
    ("dropout: [1, 2]\n", ":1: dropout: expected one value"),
    ("tied: maybe\n", ":1: tied: expected true or false, found maybe"),
    ("- layers\n", ":1: expected lines of the form"),
    ("layers: 1\nlayers: 2\n", "layers is there twice"),
    ("layers: \"1\n", "is not YAML"),
  ])
  func mistakesAreNamed(text: String, message: String) throws {
    let config = folder.write(text, to: "config.yaml")
    let outcome = try parlance("lm", "train", "--config", config, "--output", folder.file("new"))
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains(config), "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!folder.exists("new"))
  }

  @Test func missingFile() throws {
    let outcome = try parlance("lm", "train", "--config", folder.file("none.yaml"))
    #expect(outcome.status == 66)
  }
}
