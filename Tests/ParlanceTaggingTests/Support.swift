import Foundation
import ParlanceSystem
import ParlanceTagging
import ParlanceText
import ParlanceTraining

/// Eight sentences to learn by heart, with entities.
let corpus = TaggedCorpus(
  [
    ("Anna Smith lives in Paris .", "B-PER I-PER O O B-LOC O"),
    ("Peter works in New York .", "B-PER O O B-LOC I-LOC O"),
    ("the river Rhine is long", "O O B-LOC O O"), ("Maria saw Anna", "B-PER O B-PER"),
    ("nobody lives here", "O O O"), ("Rome , 12 May", "B-LOC O O O"), ("Tom", "B-PER"),
    ("in Berlin Anna met Tom Jones", "O B-LOC B-PER O B-PER I-PER"),
  ].map { TaggedSentence(tokens: words($0.0), tags: words($0.1)) })

/// The same sentences with a tag of each word that marks no entity.
let classes = TaggedCorpus(
  corpus.sentences.map { sentence in
    TaggedSentence(
      tokens: sentence.tokens,
      tags: sentence.tokens.map {
        $0.first?.isUppercase == true ? "NAME" : $0.count < 3 ? "S" : "L"
      })
  })

/// Words between blanks.
func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

/// A small network.
func smallArchitecture(
  _ network: TaggerArchitecture.Network = .lstm,
  characters: TaggerArchitecture.Characters = .cnn, output: TaggerArchitecture.Output = .softmax
) -> TaggerArchitecture {
  var made = TaggerArchitecture()
  (made.network, made.characters, made.output) = (network, characters, output)
  (made.hiddenSize, made.embeddingSize, made.window) = (12, 10, 3)
  (made.characterEmbeddingSize, made.characterSize) = (6, 8)
  (made.shapeSize, made.affixSize, made.dropout) = (4, 4, 0.1)
  return made
}

/// An untrained tagger of the sentences.
func untrained(_ architecture: TaggerArchitecture, seed: UInt64 = 1) throws -> Tagger {
  var generator = RandomGenerator(seed: seed)
  return try Tagger(architecture, training: corpus, using: &generator)
}

/// A folder for one test, removed by `remove`.
struct TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String, _ text: String) throws -> String {
    let path = self.path + "/" + name
    try AtomicFile.write(text, to: path)
    return path
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// As columns between tabs.
func columns(_ corpus: TaggedCorpus) -> String {
  corpus.sentences.map { sentence in
    zip(sentence.tokens, sentence.tags).map { "\($0)\t\($1)\n" }.joined()
  }.joined(separator: "\n")
}

/// The error that `body` throws, or nil where it throws none of ours.
func inputError(_ body: () throws -> Void) -> InputError? {
  do {
    try body()
    return nil
  } catch {
    return error as? InputError
  }
}
