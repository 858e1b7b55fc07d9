using Ringback.Tests.Benchmarks.Lab;

namespace Ringback.Tests.Benchmarks;

/// <summary>Measures one thing beside a peer in the same run, and prints both.</summary>
internal interface IBenchmark
{
    /// <summary>As on the command line.</summary>
    string Name { get; }

    /// <summary>One line for people.</summary>
    string About { get; }

    Task RunAsync(BenchmarkLab lab, CancellationToken cancel);
}
