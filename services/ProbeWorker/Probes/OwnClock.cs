using System.Net;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes;

/// <summary>What time servers said lately of this machine's own clock. One for the process, as the clock is.</summary>
internal sealed class OwnClock
{
    /// <summary>That long a word counts: clocks drift by far less than any limit meanwhile.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(15);

    /// <summary>Of servers that must agree, where the kernel says nothing (semantics, "Time").</summary>
    private const int Quorum = 3;

    private const int MostServers = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<EndPoint, Word> _words = [];

    public static OwnClock OfProcess { get; } = new();

    /// <param name="offset">How far the server's clock is ahead of ours.</param>
    /// <param name="margin">Bound of its error.</param>
    public void Note(EndPoint server, TimeSpan offset, TimeSpan margin, TimeProvider time)
    {
        lock (_lock)
        {
            if (_words.Count >= MostServers && !_words.ContainsKey(server))
                _words.Clear();

            _words[server] = new Word(offset, margin, time.GetTimestamp());
        }
    }

    /// <summary>Whether three others at least say that our clock is right, to half of <paramref name="limit"/>.</summary>
    public bool IsVouchedForBy(EndPoint asked, TimeSpan limit, TimeProvider time)
    {
        lock (_lock)
        {
            return _words.Count(word =>
                    !word.Key.Equals(asked)
                    && IsFresh(word.Value, time)
                    && word.Value.Offset.Duration() + word.Value.Margin < limit / 2
                ) >= Quorum;
        }
    }

    /// <summary>How wrong our clock is: the word in the middle, so that one liar among three moves nothing.</summary>
    /// <returns>Null where no server has spoken of late.</returns>
    public ClockReading? Read(TimeProvider time)
    {
        lock (_lock)
        {
            var words = _words.Values.Where(word => IsFresh(word, time)).OrderBy(word => word.Offset).ToList();
            if (words.Count == 0)
                return null;

            var middle = words[words.Count / 2];
            return new ClockReading(-middle.Offset, middle.Margin, words.Count);
        }
    }

    private static bool IsFresh(Word word, TimeProvider time) => time.GetElapsedTime(word.At) < Freshness;

    private readonly record struct Word(TimeSpan Offset, TimeSpan Margin, long At);
}
