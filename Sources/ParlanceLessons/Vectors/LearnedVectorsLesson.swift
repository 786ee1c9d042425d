import Parlance

extension Lesson {
  /// H1. Vectors learned by predicting the next word.
  static let learnedVectors = Lesson(
    "learned-vectors", "Vectors that come by themselves", rows: ["H1"],
    question: "Where do word vectors come from if nobody writes them?",
    commands: [
      "parlance lm train --model-type window --window 3 --output models/window",
      "parlance vectors extract --model models/window --output vectors.txt",
      "parlance vectors nearest --vectors vectors.txt onion",
    ]
  ) { page in
    page.say(
      "A table of vectors begins at random and is trained with the task: here, the next word from the three before. "
        + "Nobody says which words are alike; but words that stand in the same places get like gradients."
    )
    let text = RecipeText(count: 300)
    var architecture = LanguageModelArchitecture()
    architecture.network = .window
    (architecture.window, architecture.embeddingSize, architecture.hiddenSize) = (3, 12, 24)
    let asked = ["carrot", "soup", "2", "chop"].filter { text.vocabulary.contains($0) }
    var (rows, cosines): ([[String]], [Chart.Series]) = ([], [])
    var points: [[(x: Double, y: Double)]] = [[], []]
    var picture: String?
    for epochs in [0, 1, 4] {
      let model = try text.trained(architecture, epochs: epochs).model
      let index = SimilarityIndex(model.wordVectors(of: text))
      for word in asked {
        let near = index.neighbours(of: [NeighbourQuery([index.word(word)!])], count: 3)[0]
        rows.append(["\(epochs)", word, near.map(\.word).joined(separator: ", ")])
      }
      let pairs = [("carrot", "leek"), ("carrot", "bake")]
      for (place, pair) in pairs.enumerated() {
        let cosine = index.similarity(index.word(pair.0)!, index.word(pair.1)!)
        page.keep("cos(\(pair.0), \(pair.1)) after \(epochs)", cosine)
        points[place].append((Double(epochs), cosine))
      }
      if epochs == 4 { picture = Self.map(model.wordVectors(of: text)) }
    }
    page.table(
      "The nearest words by cosine, after some epochs", ["epochs", "word", "nearest"], rows,
      texts: [0, 1, 2])
    cosines = [
      Chart.Series("carrot and leek", points: points[0], style: .lineAndPoints),
      Chart.Series("carrot and bake", points: points[1], style: .lineAndPoints),
    ]
    page.picture(
      LessonPicture(
        "learned-vectors",
        .document(
          picture ?? "",
          like: Chart("Cosines by epochs", x: "epochs", y: "cosine", series: cosines)),
        "things to eat come together, and so do numbers; verbs stand around them"))

    return Exercise(
      "A vocabulary of 5,000 words, vectors of 50: how many numbers of the table get a gradient from one example with "
        + "three different words before the next?", .number(150, 0),
      why: "Three rows of 50; all other words' gradients are zero, so only rows are kept.",
      hint: "Only the rows of words that were read take part.",
      slips: [(.number(250_000, 0), "That is the whole table.")])
  }

  private static func map(_ vectors: WordVectors) -> String {
    let groups: [(name: String, words: [String])] = [
      ("to eat", ["carrot", "leek", "onion", "zucchini", "potatoes", "lentils", "fish", "rice"]),
      ("verbs", ["chop", "fry", "bake", "serve", "sprinkle", "layer", "boil"]),
      ("numbers", ["1", "2", "3", "4", "5", "6"]),
    ]
    let known = groups.enumerated().flatMap { group, item in
      item.words.compactMap { word in vectors.vector(of: word).map { (word, group, $0) } }
    }
    let places = PrincipalComponents(of: known.map(\.2)).coordinates
    return LabelledScatter(
      "Word vectors, their two main directions",
      points: zip(known, places).map {
        LabelledScatter.Point(x: Double($1[0]), y: Double($1[1]), label: $0.0, group: $0.1)
      }, groups: groups.map(\.name)
    ).svg
  }
}

extension LanguageModel {
  /// The rows of the network's table with their words.
  fileprivate func wordVectors(of text: RecipeText) -> WordVectors {
    let table = network.namedParameters().first { $0.name == "encoder.weight" }!.parameter.value
    return WordVectors(
      words: text.vocabulary.tokens, numbers: table.floats, dimension: table.shape[1])
  }
}
