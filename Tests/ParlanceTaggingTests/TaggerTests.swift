import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceTestSupport
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceTagging

/// A tagger that has learned the sentences.
private func trained(
  _ architecture: TaggerArchitecture, on text: TaggedCorpus = corpus, epochs: Int = 40
) throws -> Tagger {
  var generator = RandomGenerator(seed: 1)
  let tagger = try Tagger(architecture, training: text, using: &generator)
  var training = TrainingConfiguration()
  (training.optimizer, training.learningRate, training.epochs) = (.adam, 0.02, epochs)
  let task = TaggingTask(
    tagger, training: text, validation: text, batchSize: 3, seed: 1, unknownRate: 0.1)
  _ = try Trainer(task, training).run()
  return tagger
}

@Suite struct TaggerTests {
  @Test(arguments: [
    smallArchitecture(.window), smallArchitecture(.rnn, characters: .none),
    smallArchitecture(.lstm, output: .crf), smallArchitecture(.gru, characters: .recurrent),
  ])
  func learnsEightSentencesByHeart(_ architecture: TaggerArchitecture) throws {
    let tagger = try trained(architecture)
    let scores = tagger.evaluate(corpus)
    #expect(scores.accuracy == 1 && scores.entityF1 == 1, "\(scores.accuracy)")
    #expect(scores.tokens == corpus.tokenCount && scores.unknownTokens == 0)
    let words = try trained(architecture, on: classes).evaluate(classes)
    #expect(words.accuracy == 1 && words.entityF1 == nil && words.entities == nil)
  }

  @Test func savedAndLoadedGivesTheSameBits() throws {
    let vectors = WordVectors(
      words: ["anna", "Rome", "</s>", "anna"],
      numbers: [1, 2, 3, 4, 5, 6, 7, 8], dimension: 2)
    for use in TaggerArchitecture.Vectors.allCases {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      var architecture = smallArchitecture(output: .crf)
      architecture.vectors = use
      var generator = RandomGenerator(seed: 3)
      let tagger = try Tagger(
        architecture, training: corpus, vectors: use == .none ? nil : vectors, using: &generator)
      let directory = RunDirectory(folder.path + "/model")
      try tagger.save(to: directory)
      let loaded = try Tagger(directory: directory)
      #expect(loaded.architecture == tagger.architecture && loaded.tags == tagger.tags)
      let sentences = corpus.sentences.map(\.tokens) + [["Anna", "ANNA", "unseen", "Rome"]]
      let before = tagger.predictions(for: sentences, confidences: true)
      #expect(loaded.predictions(for: sentences, confidences: true) == before)
      #expect(inputError { try tagger.save(to: directory) }?.kind == .cannotCreate)
    }
  }

  @Test func vectorsAreFoundAsTheyAreOrInSmallLetters() throws {
    let vectors = WordVectors(
      words: ["anna", "Rome", "rome", "<unk>"],
      numbers: [1, 2, 3, 4, 5, 6, 7, 8], dimension: 2)
    var architecture = smallArchitecture()
    architecture.vectors = .fixed
    var generator = RandomGenerator(seed: 3)
    let tagger = try Tagger(architecture, training: corpus, vectors: vectors, using: &generator)
    let table = try #require(
      tagger.network.namedParameters().first { $0.name == "words.vectors.weight" }
    ).parameter
    func vector(_ word: String) -> [Double] {
      let row = Int(tagger.vocabulary.features(of: word).vector)
      return (0..<2).map { table.value[row, $0] }
    }
    #expect(vector("anna") == [1, 2] && vector("ANNA") == [1, 2])
    #expect(vector("Rome") == [3, 4] && vector("ROME") == [5, 6] && vector("x") == [0, 0])
    #expect(!table.isTrainable)
  }

  @Test(arguments: TaggerArchitecture.Network.allCases, TaggerArchitecture.Output.allCases)
  func aBatchGivesWhatItsSentencesGive(
    _ network: TaggerArchitecture.Network, _ output: TaggerArchitecture.Output
  ) throws {
    for characters in TaggerArchitecture.Characters.allCases {
      try expectSentencesAlone(
        smallArchitecture(network, characters: characters, output: output))
    }
    var other = smallArchitecture(network, output: output)
    (other.bidirectional, other.layers, other.lowercased) = (false, 2, false)
    (other.shapeSize, other.affixSize, other.vectors) = (0, 0, .fixed)
    try expectSentencesAlone(other)
    (other.bidirectional, other.embeddingSize, other.characters) = (true, 0, .none)
    (other.shapeSize, other.affixSize, other.vectors) = (4, 4, .fineTuned)
    try expectSentencesAlone(other)
  }

  /// Sentences of many lengths, the empty one among them, in batches of any composition.
  private func expectSentencesAlone(_ architecture: TaggerArchitecture) throws {
    let vectors = WordVectors(
      words: ["anna", "Rome", "word7"], numbers: [1, 2, 3, 4, 5, 6], dimension: 2)
    var generator = RandomGenerator(seed: 1)
    let tagger = try Tagger(
      architecture, training: corpus, vectors: architecture.vectors == .none ? nil : vectors,
      using: &generator)
    let long = (0..<1500).map { "word\($0 % 40)" }
    let sentences = corpus.sentences.map(\.tokens) + [[], long, ["x"], long.suffix(70)]
    let together = tagger.predictions(for: sentences, batchSize: 5, confidences: true)
    for (sentence, found) in zip(sentences, together) {
      let alone = tagger.predictions(for: [sentence], confidences: true)[0]
      #expect(alone.tags == found.tags && found.tags.count == sentence.count)
      for (a, b) in zip(alone.confidences, found.confidences) { #expect(abs(a - b) < 1e-5) }
      #expect(alone.entities.map(\.span) == found.entities.map(\.span))
    }
  }

  @Test func confidencesOfEntities() throws {
    for output in TaggerArchitecture.Output.allCases {
      let tagger = try trained(smallArchitecture(output: output), epochs: 8)
      for prediction in tagger.predictions(for: corpus.sentences.map(\.tokens), confidences: true) {
        #expect(prediction.entities.map(\.span) == EntitySpan.spans(of: prediction.tags))
        for entity in prediction.entities {
          let tokens = prediction.confidences[entity.span.range]
          #expect(entity.confidence > 0 && entity.confidence <= tokens.min()! + 1e-6)
        }
        #expect(prediction.confidences.allSatisfy { $0 > 0 && $0 <= 1 + 1e-6 })
      }
    }
  }

  @Test func sentencesWithTagsThatAreNotKnown() throws {
    for output in TaggerArchitecture.Output.allCases {
      let tagger = try untrained(smallArchitecture(output: output))
      var other = corpus
      other.sentences[0].tags[0] = "B-NEW"
      let scores = tagger.evaluate(other)
      #expect(scores.unseenTags == ["B-NEW"] && scores.crossEntropy.isFinite)
      #expect(scores.labels["B-NEW"]?.recall == 0 && scores.labels["B-NEW"]?.support == 1)
      #expect(inputError { _ = try tagger.fitted(classes) }?.kind == .badData)
      let bioes = try corpus.converted(to: .iobes)
      #expect(try tagger.fitted(bioes).sentences == corpus.sentences)
    }
  }

  @Test(arguments: [
    ("model.json", "{", "is not a model's description"),
    ("model.json", #"{"kind": "language-model"}"#, "expected a model of kind tagger"),
    ("labels.txt", "O\n", "expected 5 tags as model.json says, found 1"),
    ("vocabulary.txt", "<pad>\n<unk>\n<s>\n</s>\n", "as model.json says, found 4"),
    ("characters.txt", "<pad>\n", "expected the special token"),
    ("weights.safetensors", "none", "safetensors"),
  ])
  func brokenFiles(_ name: String, _ content: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let directory = RunDirectory(folder.path + "/model")
    try untrained(smallArchitecture()).save(to: directory)
    try forgetChecksums(in: directory.path)
    try AtomicFile.write(content, to: directory.file(name))
    let error = inputError { _ = try Tagger(directory: directory) }
    #expect(error?.file?.hasSuffix(name) == true, "\(error as Any)")
    if name != "weights.safetensors" {
      #expect(error?.message.contains(message) == true, "\(error as Any)")
    }
  }

  @Test(arguments: [
    ("\"hiddenSize\" : 12", "\"hiddenSize\" : 65536"), ("\"layers\" : 1", "\"layers\" : 60"),
    ("\"characterSize\" : 8", "\"characterSize\" : 16000"),
    ("\"embeddingSize\" : 10", "\"embeddingSize\" : 60000"),
    ("\"tagCount\" : 5", "\"tagCount\" : 4000"),
    ("\"affixSize\" : 4", "\"affixSize\" : 4096"), ("\"shapeSize\" : 4", "\"shapeSize\" : 4096"),
    ("\"characterEmbeddingSize\" : 6", "\"characterEmbeddingSize\" : 4000"),
    ("\"hiddenSize\" : 12", "\"hiddenSize\" : 0"),
  ])
  func sizesThatTheWeightsDoNotHave(_ old: String, _ new: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for network in [TaggerArchitecture.Network.window, .lstm] {
      for characters in [TaggerArchitecture.Characters.cnn, .recurrent] {
        let directory = RunDirectory(folder.path + "/\(network)-\(characters)")
        try untrained(smallArchitecture(network, characters: characters)).save(to: directory)
        let path = directory.file("model.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old))
        try AtomicFile.write(text.replacing(old, with: new), to: path)
        #expect(inputError { _ = try Tagger(directory: directory) }?.kind == .badData)
      }
    }
  }
}
