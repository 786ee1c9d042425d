import Parlance

/// What the page of ParlanceVectors begins with.
func vectorsPage() throws {
  let vectors = WordVectors(
    words: ["king", "queen", "man", "woman"], numbers: [1, 3, 4, 3, 1, 0, 4, 0.1], dimension: 2)
  let index = SimilarityIndex(vectors)
  let word = { (text: String) in index.word(text)! }
  print(index.similarity(word("king"), word("queen")))
  print(index.neighbours(of: [NeighbourQuery([word("man")])], count: 2)[0])
  print(index.answers(to: [Analogy(word("man"), word("king"), word("woman"))], count: 1)[0])
}
