using System.Collections.Concurrent;
using Ringback.Model;
using Ringback.Model.Sla;

namespace Ringback.Api.Feeds;

/// <summary>How far the feeds can be relied on.</summary>
internal enum Freshness
{
    /// <summary>As the ledger has it.</summary>
    Fresh,

    /// <summary>The ledger is away; it was so a short while ago.</summary>
    Stale,

    /// <summary>The ledger has been away, or nothing was measured, for so long that no verdict is known any more.</summary>
    Lost,
}

/// <summary>One issue of all feeds: each document is written once, ahead where the issue before was asked for it.</summary>
internal sealed class FeedIssue(FeedFacts facts, Freshness freshness)
{
    /// <summary>Addresses that clients reach us by, where none is configured: a hostile Host header fills no memory.</summary>
    private const int MostSites = 8;

    private readonly ConcurrentDictionary<(string Site, string Path), Page> _documents = new();
    private readonly ConcurrentDictionary<string, bool> _sites = new();

    public Freshness Freshness { get; } = freshness;

    public FeedFacts Facts { get; } = freshness == Freshness.Lost ? Unknown(facts) : facts;

    /// <returns>Null where it has not been written yet.</returns>
    public FeedDocument? Find(string site, string path)
    {
        if (!_documents.TryGetValue((site, path), out var page))
            return null;

        page.IsAsked = true;
        return page.Document.Value;
    }

    /// <param name="path">Of a document that there is.</param>
    /// <param name="write">Of any issue; null where that has no such document.</param>
    public FeedDocument? Document(string site, string path, Func<FeedIssue, FeedDocument?> write)
    {
        if (_documents.ContainsKey((site, path)))
            return Find(site, path);

        if (!_sites.ContainsKey(site) && (_sites.Count >= MostSites || !_sites.TryAdd(site, true)))
            return write(this);

        _documents.TryAdd((site, path), new Page(this, write));
        return Find(site, path);
    }

    /// <summary>
    /// Writes what was asked for of the issue before: else everybody who comes in the first moments of this one would wait for it.
    /// </summary>
    public void Prepare(FeedIssue before)
    {
        foreach (var ((site, path), page) in before._documents)
        {
            if (!page.IsAsked)
                continue;

            _sites.TryAdd(site, true);
            var next = new Page(this, page.Write);
            _ = next.Document.Value;
            _documents.TryAdd((site, path), next);
        }
    }

    /// <summary>How these facts are to be taken at an instant.</summary>
    /// <param name="isRead">They are what the ledger says now.</param>
    public static Freshness Judge(FeedFacts facts, bool isRead, Instant now) =>
        now - facts.ReadAt > Silence || now - (facts.NewestAt ?? now) > Silence ? Freshness.Lost
        : isRead ? Freshness.Fresh
        : Freshness.Stale;

    /// <summary>Longer than any staleness of a target that is watched every minute or two.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private static FeedFacts Unknown(FeedFacts facts) =>
        facts with
        {
            Components = [.. facts.Components.Select(component => component with { Verdict = Verdict.Unknown })],
        };

    private sealed class Page(FeedIssue issue, Func<FeedIssue, FeedDocument?> write)
    {
        public Func<FeedIssue, FeedDocument?> Write { get; } = write;

        /// <summary>Written once, however many ask at once.</summary>
        public Lazy<FeedDocument?> Document { get; } = new(() => write(issue));

        public bool IsAsked { get; set; }
    }
}
