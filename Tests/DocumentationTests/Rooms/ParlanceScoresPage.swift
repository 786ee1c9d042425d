import Parlance

/// What the page of ParlanceScores begins with.
func scoresPage() throws {
  let truth = [["B-PER", "I-PER", "O"], ["O", "B-LOC", "O"]]
  let found = [["B-PER", "I-PER", "O"], ["B-LOC", "B-LOC", "O"]]
  let scores = EntityScores(truth: truth, predicted: found)
  print(scores.all.score.precision, scores.all.score.recall, scores.all.score.f1)
}
