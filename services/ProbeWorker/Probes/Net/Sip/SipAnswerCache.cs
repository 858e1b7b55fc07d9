using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What was answered to the peer's latest requests, for those that come again (RFC 3261 §17.2.2).</summary>
internal sealed class SipAnswerCache
{
    private const int Capacity = 16;

    private readonly List<(string Branch, string Method, SipResponse Answer)> _answers = [];

    public SipResponse? Find(SipRequest request) =>
        _answers.FirstOrDefault(a => a.Branch == BranchOf(request) && a.Method == request.Method).Answer;

    /// <summary>The latest answer to a request is the one that counts.</summary>
    public void Add(SipRequest request, SipResponse answer)
    {
        _answers.RemoveAll(a => a.Branch == BranchOf(request) && a.Method == request.Method);
        if (_answers.Count == Capacity)
            _answers.RemoveAt(0);

        _answers.Add((BranchOf(request), request.Method, answer));
    }

    private static string BranchOf(SipRequest request) => request.Vias is [{ Branch: { } branch }, ..] ? branch : "";
}
