import ParlanceArrays
import ParlanceSystem
import ParlanceText

extension Tagger {
  /// Creates an untrained tagger of what occurs in a training corpus.
  ///
  /// The architecture's counts, sizes of vectors and scheme are filled in. Traps where it then has a
  /// problem.
  ///
  /// - `vectors`: given word vectors; needed unless the architecture has none.
  /// - `minimumCount`: how often a word must occur to be learned.
  /// - `vocabularySize`: the most frequent words to learn; nil for all.
  /// - `generator`: gives the random weights.
  public init(
    _ architecture: TaggerArchitecture, training: TaggedCorpus, vectors: WordVectors? = nil,
    minimumCount: Int = 1, vocabularySize: Int? = nil, using generator: inout RandomGenerator
  ) throws {
    let made = try TaggerMaking(
      architecture, training, vectors, minimumCount: minimumCount, vocabularySize: vocabularySize)
    if let problem = made.architecture.problem { fatalError("Tagger: \(problem)") }
    self.init(
      network: made.architecture.makeNetwork(vectors: made.vectors, using: &generator),
      vocabulary: made.vocabulary)
  }
}

/// An architecture with all that depends on the data.
struct TaggerMaking {
  private(set) var architecture: TaggerArchitecture
  let vocabulary: TaggerVocabulary
  /// [vectorCount, vectorSize], zeros for the special tokens.
  let vectors: NDArray?

  init(
    _ architecture: TaggerArchitecture, _ training: TaggedCorpus, _ given: WordVectors?,
    minimumCount: Int, vocabularySize: Int?
  ) throws {
    var (words, characters) = (VocabularyBuilder(), VocabularyBuilder())
    var tags: [String: Int] = [:]
    for sentence in training.sentences {
      for (token, tag) in zip(sentence.tokens, sentence.tags) {
        words.add(architecture.lowercased ? token.lowercased() : token)
        for scalar in token.unicodeScalars { characters.add(String(scalar)) }
        tags[tag, default: 0] += 1
      }
    }
    let names = tags.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let known = try architecture.vectors == .none ? nil : given.map(Self.table)
    vectors = known?.table
    vocabulary = TaggerVocabulary(
      words: words.build(size: vocabularySize, minimumCount: minimumCount),
      characters: characters.build(), vectors: known?.words,
      tags: try LabelSet(names.map(\.key), file: training.file),
      lowercased: architecture.lowercased,
      readsNeighbours: architecture.readsNeighbours && architecture.affixSize > 0
        && training.isOfCharacters)
    self.architecture = architecture
    self.architecture.readsNeighbours = vocabulary.readsNeighbours
    self.architecture.vocabularySize = vocabulary.words.count
    self.architecture.characterCount =
      architecture.characters == .none ? 0 : vocabulary.characters.count
    self.architecture.vectorCount = known?.words.count ?? 0
    self.architecture.vectorSize = known == nil ? 0 : given?.dimension ?? 0
    self.architecture.tagCount = vocabulary.tags.count
    self.architecture.scheme = architecture.only == nil ? training.scheme : nil
  }

  private static func table(
    _ given: WordVectors
  ) throws -> (words: Vocabulary, table: NDArray) {
    let specials = Vocabulary.specials
    let words = given.words
    let kept = words.indices.filter { place in
      let word = words[place]
      return !word.isEmpty && !specials.contains(word) && given.index(of: word) == place
    }
    var table = NDArray(zeros: [specials.count + kept.count, given.dimension])
    let rows = table.kernels.gatherRows(given.table, kept.map(Int32.init))
    table.kernels.addSlice(rows, axis: 0, start: specials.count, &table)
    return (try Vocabulary(tokens: specials + kept.map { words[$0] }), table)
  }
}

extension TaggedCorpus {
  /// Whether what is written without blanks between words is cut into single characters, and not into words.
  fileprivate var isOfCharacters: Bool {
    var (tokens, single) = (0, 0)
    for token in sentences.lazy.flatMap(\.tokens) {
      guard token.unicodeScalars.first?.isWrittenWithoutBlanks == true else { continue }
      tokens += 1
      if token.unicodeScalars.count == 1 { single += 1 }
    }
    return tokens > 0 && Double(single) >= 0.9 * Double(tokens)
  }
}
