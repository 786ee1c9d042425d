/// The text of all kernels, in a dialect of OpenCL C and CUDA C.
///
/// Each file of `Resources` is a family; the first says what the dialect is.
enum KernelSource {
  static let text = [
    PackageResources.dialect_cl, PackageResources.elements_cl, PackageResources.views_cl,
    PackageResources.reductions_cl, PackageResources.rows_cl, PackageResources.products_cl,
    PackageResources.attention_cl, PackageResources.crf_cl, PackageResources.recurrent_cl,
    PackageResources.updates_cl,
  ].map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
}
