import Parlance

/// What the page of ParlanceDistributed begins with.
func distributedPage(
  makeTask: @escaping @Sendable () -> any LossTask, configuration: TrainingConfiguration
)
  throws
{
  let losses = try ThreadRanks.run(4) { ranks in
    let task = makeTask()
    return try Trainer(task, configuration, ranks: ranks).run().records.map(\.trainLoss)
  }
  print(losses.allSatisfy { $0 == losses[0] })
}
