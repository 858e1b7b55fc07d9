using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Ringback.Tests.Fuzz;

/// <summary>Tries inputs on one target; those that reach new branches are kept and changed further.</summary>
/// <param name="folder">Where a find is written to.</param>
internal sealed class Hunt(IFuzzTarget target, int seed, string folder)
{
    /// <summary>A parser that needs longer for one input hangs, on however slow a machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [];
    private byte[] _current = [];
    private long _tried;
    private long _lastTried;

    /// <returns>Whether nothing was found.</returns>
    public bool Run(long inputs, TimeSpan longest)
    {
        var map = new CoverageMap();
        using var watch = new Timer(Watch, null, Patience, Patience);
        var mutator = new Mutator(_random, target.Words);
        var started = Stopwatch.StartNew();
        var good = target.Seeds.All(input => Try(map, input));
        while (good && _tried < inputs && started.Elapsed < longest)
            good = Try(map, mutator.Mutate(Any(), Any()));

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Name}: {_tried} inputs in {started.Elapsed.TotalSeconds:0.0} s, {map.Branches} branches, "
                    + $"{_corpus.Count} inputs that led on, seed {seed}: {(good ? "nothing found" : "FOUND")}"
            )
        );
        return good;
    }

    /// <summary>The newest are the least tried.</summary>
    private byte[] Any() => _corpus[Math.Max(_random.Next(_corpus.Count), _random.Next(_corpus.Count))];

    private bool Try(CoverageMap map, byte[] input)
    {
        Volatile.Write(ref _current, input);
        Interlocked.Increment(ref _tried);
        CoverageMap.Reset();
        try
        {
            target.Try(input);
        }
        catch (Exception e)
        {
            Console.WriteLine($"{target.Name}: {e}\n  the input is in {Save(input)}");
            return false;
        }

        if (map.Learn() || _corpus.Count == 0)
            _corpus.Add(input);

        return true;
    }

    private string Save(byte[] input)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}");
        File.WriteAllBytes(path, input);
        return path;
    }

    private void Watch(object? state)
    {
        if (_lastTried == Interlocked.Read(ref _tried))
        {
            Console.WriteLine($"{target.Name}: one input takes minutes; it is in {Save(Volatile.Read(ref _current))}");
            Environment.Exit(1);
        }

        _lastTried = Interlocked.Read(ref _tried);
    }
}
