import Parlance

/// What the page of ParlanceTraining begins with.
func trainingPage(task: any TrainingTask) throws {
  var configuration = TrainingConfiguration()
  configuration.epochs = 3
  configuration.optimizer = .adam
  configuration.learningRate = 0.01
  configuration.clipping = .norm(1)
  configuration.patience = 2
  let result = try Trainer(task, configuration).run()
  print(result.bestEpoch ?? 0, result.validation?.perplexity ?? .nan)
}
