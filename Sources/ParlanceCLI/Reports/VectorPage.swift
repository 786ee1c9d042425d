import ParlanceReports
import ParlanceText
import ParlanceTraining
import ParlanceVectors

extension Measured {
  /// What is to be seen of word vectors: the neighbours of the most frequent words.
  init(_ vectors: WordVectors) {
    data = ""
    let index = SimilarityIndex(vectors)
    let places = (0..<vectors.count).lazy.filter { place in
      vectors.word(at: place).contains(where: \.isLetter)
        && !Vocabulary.specials.contains(vectors.word(at: place))
    }.prefix(25)
    let words = places.map { index.word(at: $0) }
    let neighbours = index.neighbours(of: words.map { NeighbourQuery([$0]) }, count: 5)
    let rows = zip(places, neighbours).map { place, found in
      [
        vectors.word(at: place),
        found.map { "\($0.word) \($0.similarity.fixed(2))" }.joined(separator: ", "),
      ]
    }
    sections = [
      Report.Section(
        "Scores",
        [
          .table(
            Report.Table(
              "Size", heading: ["", "", ""],
              rows: [
                ["words", vectors.count.grouped, ""], ["dimensions", "\(vectors.dimension)", ""],
              ]))
        ]),
      Report.Section(
        "Neighbours",
        rows.isEmpty
          ? []
          : [
            .table(
              Report.Table(
                "The nearest neighbours of the most frequent words, with their cosines",
                heading: ["word", "neighbours"], rows: rows, texts: [0, 1]))
          ]),
    ]
  }
}
