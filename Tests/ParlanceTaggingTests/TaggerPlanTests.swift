import Foundation
import ParlanceArrays
import ParlanceTagging
import ParlanceText
import ParlanceTraining
import Testing

private func settings(_ train: String) -> TaggerSettings {
  var settings = TaggerSettings()
  settings.architecture = smallArchitecture()
  (settings.batchSize, settings.train, settings.validation) = (3, train, train)
  settings.training = TrainingConfiguration()
  (settings.training.optimizer, settings.training.learningRate) = (.adam, 0.02)
  settings.training.epochs = 3
  return settings
}

private func train(
  _ settings: TaggerSettings, to output: String, _ existing: RunDirectory.Existing = .refuse
) throws -> TaggerReport {
  try TaggerRun(settings, output: output, existing: existing)
    .train(configuration: "", command: "test")
}

@Suite struct TaggerPlanTests {
  @Test func trainsIntoADirectory() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    settings.test = settings.train
    settings.training.epochs = 30
    let report = try train(settings, to: folder.path + "/model")
    #expect(report.modelType == .lstm && report.scheme == .iob2)
    #expect((report.test?.entityF1 ?? 0) > 0.9)
    let tagger = try Tagger(directory: RunDirectory(folder.path + "/model"))
    #expect(tagger.architecture.output == .crf)
    #expect(tagger.evaluate(corpus) == report.test)
  }

  @Test func resumedGivesTheSameBits() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    _ = try train(settings, to: folder.path + "/whole")
    settings.training.epochs = 1
    _ = try train(settings, to: folder.path + "/part")
    settings.training.epochs = 3
    _ = try train(settings, to: folder.path + "/part", .resume)
    let files = ["whole", "part"].map {
      FileManager.default.contents(atPath: folder.path + "/\($0)/weights.safetensors")
    }
    #expect(files[0] != nil && files[0] == files[1])
  }

  @Test func vectorsThawAfterSomeEpochs() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    settings.vectors = try folder.file("vectors.txt", "anna 1 2\nthe 3 4\n")
    settings.training.epochs = 2
    func vectors(_ frozen: Int?, _ name: String) throws -> [Double] {
      settings.architecture.vectors = frozen == nil ? .fixed : .fineTuned
      settings.frozenEpochs = frozen
      _ = try train(settings, to: folder.path + "/" + name)
      let weights = try Safetensors.read(folder.path + "/\(name)/weights.safetensors")
      return try #require(weights["words.vectors.weight"]).doubles
    }
    let given: [Double] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]
    #expect(try vectors(nil, "fixed") == given)
    #expect(try vectors(2, "late") == given)
    #expect(try vectors(0, "always") != given)
  }

  @Test func onlyOneType() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    settings.architecture = smallArchitecture(.window)
    settings.architecture.only = "LOC"
    settings.training.epochs = 30
    let report = try train(settings, to: folder.path + "/model")
    #expect(report.validation!.entityF1 == nil && report.validation!.labels["LOC"]?.f1 == 1)
    let tagger = try Tagger(directory: RunDirectory(folder.path + "/model"))
    #expect(Set(tagger.tags.names) == ["O", "LOC"])
    #expect(try tagger.evaluate(tagger.fitted(corpus)).accuracy == 1)
  }

  @Test func schemes() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    settings.scheme = .iobes
    settings.training.epochs = 1
    #expect(try train(settings, to: folder.path + "/model").scheme == .iobes)
    let broken = columns(corpus).replacing("Anna\tB-PER", with: "Anna\tI-PER")
    settings.train = try folder.file("broken.tsv", broken)
    let error = inputError { _ = try train(settings, to: folder.path + "/other") }
    #expect(error?.line == 1 && error?.message.contains("--repair") == true, "\(error as Any)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/other"))
    settings.repairing = true
    #expect(try train(settings, to: folder.path + "/other").scheme == .iobes)
    (settings.scheme, settings.repairing) = (nil, false)
    #expect(try TaggerData(settings).notes.first?.contains("not follow the scheme") == true)
  }

  @Test(arguments: [
    ("a\tX\n\nb\tX\n", "all tokens have the tag X"),
    ("a\tX\nb\tY\n", "one sentence cannot be split"),
    ("a\tX\nb\n", "expected 2 columns"),
  ])
  func wrongTexts(_ text: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", text))
    settings.validation = nil
    let error = inputError { _ = try train(settings, to: folder.path + "/model") }
    #expect(error?.kind == .badData && error?.message.contains(message) == true, "\(error as Any)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/model"))
  }

  @Test func otherTagsInTheTest() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var settings = settings(try folder.file("train.tsv", columns(corpus)))
    settings.test = try folder.file("test.tsv", columns(classes))
    let error = inputError { _ = try train(settings, to: folder.path + "/model") }
    #expect(error?.file == settings.test && error?.kind == .badData, "\(error as Any)")
  }
}
