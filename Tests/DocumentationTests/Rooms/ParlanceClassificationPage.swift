import Parlance

/// What the page of ParlanceClassification begins with.
func classificationPage() throws {
  var settings = ClassifierSettings(.logistic)
  settings.train = "train.csv"
  let run = try ClassifierRun(settings, output: "models/mood")
  let report = try run.train()
  print(report.validation?.macroF1 ?? 0)
}
