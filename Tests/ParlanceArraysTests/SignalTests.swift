#if os(Linux)
  import Foundation
  import Glibc
  import ParlanceArrays
  import Testing

  nonisolated(unsafe) private var stack: ClosedRange<UInt> = 0...0
  nonisolated(unsafe) private var handled = 0
  nonisolated(unsafe) private var handledElsewhere = 0

  extension KernelSuites {
    @Suite struct Signals {
      /// A library's product may point the stack register into the heap; a handler that ran there
      /// would write over it.
      @Test func handlersRunOnTheThreadsOwnStack() {
        let (done, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let thread = Thread {
          let target = pthread_self()
          // The threads of the tests' runtime hold signals back, and their children with them.
          var none = sigset_t()
          sigemptyset(&none)
          pthread_sigmask(SIG_SETMASK, &none, nil)
          // The stack has 1 MiB, and this frame is near its upper end.
          var top = 0
          let upper = withUnsafePointer(to: &top) { UInt(bitPattern: $0) }
          stack = upper - (1 << 20)...upper + (1 << 14)
          signal(SIGUSR2) { _ in
            var local = 0
            let place = withUnsafePointer(to: &local) { UInt(bitPattern: $0) }
            handled += 1
            if !stack.contains(place) { handledElsewhere += 1 }
          }
          let sender = Thread {
            for _ in 0..<2000 {
              pthread_kill(target, SIGUSR2)
              usleep(50)
            }
            done.signal()
          }
          sender.start()
          let a = NDArray(repeating: 1, shape: [256, 512])
          let b = NDArray(repeating: 1, shape: [512, 512])
          var c = NDArray(zeros: [256, 512])
          while done.wait(timeout: .now()) == .timedOut {
            c.kernels.matrixProduct(
              a, transposed: false, b, transposed: false, accumulate: false, &c)
          }
          signal(SIGUSR2, SIG_DFL)
          ended.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
        ended.wait()
        #expect(handled > 0)
        #expect(handledElsewhere == 0)
      }
    }
  }
#endif
