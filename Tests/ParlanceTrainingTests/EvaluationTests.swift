import ParlanceTraining
import Testing

@Suite struct EvaluationTests {
  @Test(arguments: [
    ("accuracy", "accuracy"), ("macroF1", "macro F1"), ("entityF1", "entity F1"),
    ("logLoss", "log loss"), ("BLEU", "BLEU"), ("", ""),
  ])
  func scoresHaveTitles(name: String, title: String) {
    #expect(Evaluation.title(name) == title)
  }
}
