import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension Tagger: NetworkModel {
  /// What `model.json` says.
  public struct Description: Codable {
    var modelType: TaggerArchitecture.Network
    var architecture: TaggerArchitecture
  }

  public static var kind: String { "tagger" }

  public var description: Description {
    Description(modelType: architecture.network, architecture: architecture)
  }

  public var module: any Module { network }

  public var sideFiles: [ModelFile] {
    [
      ModelFile("labels.txt", text: vocabulary.tags.fileContents),
      ModelFile("vocabulary.txt", text: vocabulary.words.fileContents),
    ]
      + (architecture.characters == .none
        ? [] : [ModelFile("characters.txt", text: vocabulary.characters.fileContents)])
      + (vocabulary.vectors.map { [ModelFile("vectors.txt", text: $0.fileContents)] } ?? [])
  }

  public init(_ description: Description, from store: ModelStore) throws {
    var architecture = description.architecture
    architecture.network = description.modelType
    if let problem = architecture.problem { throw store.bad(problem) }
    let tags = try store.labels(count: architecture.tagCount, what: "tags")
    let vocabulary = TaggerVocabulary(
      words: try store.vocabulary(count: architecture.vocabularySize),
      characters: architecture.characters == .none
        ? try Vocabulary(tokens: Vocabulary.specials)
        : try store.vocabulary("characters.txt", count: architecture.characterCount),
      vectors: architecture.vectors == .none
        ? nil : try store.vocabulary("vectors.txt", count: architecture.vectorCount),
      tags: tags, lowercased: architecture.lowercased,
      readsNeighbours: architecture.readsNeighbours)
    let network = try store.network { [architecture] in architecture.makeNetwork(using: &$0) }
    self.init(network: network, vocabulary: vocabulary)
  }
}
