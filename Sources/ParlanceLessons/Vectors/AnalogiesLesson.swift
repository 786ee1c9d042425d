import Parlance

extension Lesson {
  /// H3, H4. Neighbours and analogies.
  static let analogies = Lesson(
    "analogies", "Near words, and king − man + woman", rows: ["H3", "H4"],
    question: "What do distances and differences between word vectors mean?",
    commands: [
      "parlance vectors nearest --vectors glove.6B.50d.txt black cat",
      "parlance vectors similarity --vectors glove.6B.50d.txt cat dog cat kitten",
      "parlance vectors analogy --vectors glove.6B.50d.txt man king woman",
    ]
  ) { page in
    page.section("Two measures")
    let (a, b, c) = ([3.0, 4.0], [6.0, 8.0], [4.0, 3.0])
    func tensor(_ v: [Double]) -> Tensor { Tensor(NDArray(float64: v, shape: [1, 2])) }
    func distance(_ x: [Double], _ y: [Double]) -> Double {
      square(tensor(x) - tensor(y)).sum().item.squareRoot()
    }
    func cosine(_ x: [Double], _ y: [Double]) -> Double {
      cosineSimilarity(tensor(x), tensor(y)).item
    }
    page.say(
      "The distance of two vectors also tells how long they are, and frequent words are long; the cosine tells their "
        + "direction alone. a = [3 4], b = [6 8], c = [4 3]:")
    page.value("distance a b", distance(a, b))
    page.value("distance a c", distance(a, c))
    page.value("cos(a, b)", cosine(a, b))
    page.value("cos(a, c)", cosine(a, c))

    page.section("Kings and queens")
    page.say(
      "4,000 made-up sentences about eight people who differ in rank, gender and age, each told by a word beside them (nearly always the right one), and vectors of ten numbers from "
        + "their neighbours (GloVe). Words of like neighbours are near:")
    let found = try SmallVectors(SmallVectors.people(count: 4000), dimension: 10, steps: 300)
    let index = SimilarityIndex(found.vectors)
    let people = ["king", "queen", "prince", "princess", "man", "woman", "boy", "girl"]
    let words = people.map { index.word($0)! }
    let map = HeatMap(
      "Cosines of eight people", rows: people, columns: people,
      values: index.similarities(words), range: -1...1, colours: .diverging)
    page.picture(
      map, "cosines",
      "people who share two of three properties are nearer than those who share none")
    page.keep("cos(king, queen)", index.similarity(words[0], words[1]))
    page.keep("cos(king, girl)", index.similarity(words[0], words[7]))

    page.section("Analogies")
    page.say(
      "What takes man to king, added to woman, should lead to queen: the difference is what rank means. The nearest "
        + "of the eight to b − a + c, those three left out:")
    let questions = [
      ("man", "king", "woman", "queen"), ("king", "queen", "man", "woman"),
      ("man", "boy", "woman", "girl"), ("queen", "princess", "king", "prince"),
      ("boy", "prince", "girl", "princess"), ("woman", "man", "princess", "prince"),
    ]
    let others = Set(found.words.indices.filter { !people.contains(found.vectors.word(at: $0)) })
    let answers = index.answers(
      to: questions.map { a, b, c, _ in
        var analogy = Analogy(index.word(a)!, index.word(b)!, index.word(c)!)
        analogy.excluded = others
        return analogy
      }, count: 2)
    var correct = 0
    page.table(
      "a is to b as c is to …", ["a", "b", "c", "nearest", "next"],
      zip(questions, answers).map { question, found in
        if found[0].word == question.3 { correct += 1 }
        return [question.0, question.1, question.2]
          + found.map { "\($0.word) \($0.similarity.fixed(2))" }
      }, texts: [0, 1, 2, 3, 4])
    page.value("right of six", Double(correct), 0)
    page.keep("king − man + woman is queen", answers[0][0].word == "queen" ? 1 : 0)
    let flat = PrincipalComponents(of: people.map { found.vectors.vector(of: $0)! }).coordinates
    var scatter = LabelledScatter(
      "Eight people, their two main directions",
      points: zip(people, flat).map {
        LabelledScatter.Point(x: Double($1[0]), y: Double($1[1]), label: $0)
      })
    scatter.arrows = [(4, 0), (5, 1), (6, 2), (7, 3)]
    page.picture(
      LessonPicture(
        "analogies", .sketched(scatter.svg, []),
        "the four arrows from common to royal people point to the same side"))

    return Exercise(
      "man = [1 0], king = [1 3], woman = [4 0]. Where is king − man + woman?",
      .numbers([4, 3], decimals: 0), why: "The difference [0 3] is what makes a king of a man.",
      hint: "Take king − man first, then add woman.",
      slips: [(.numbers([0, 3], decimals: 0), "That is king − man; add woman.")])
  }
}
