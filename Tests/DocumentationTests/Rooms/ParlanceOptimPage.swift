import Parlance

/// What the page of ParlanceOptim begins with.
func optimPage(model: any Module, loss: Tensor) {
  let optimizer = Optimizer(Adam(), model.parameters)
  optimizer.step(loss.backward())
}
