using Ringback.Protocols.Sip;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>What was answered to the peer's latest requests, for those that come again (RFC 3261 §17.2.2).</summary>
internal sealed class SipAnswerCache
{
    private const int Capacity = 16;

    private readonly Queue<(string Branch, string Method, SipResponse Answer)> _answers = new();

    public SipResponse? Find(SipRequest request) =>
        _answers.FirstOrDefault(a => a.Branch == BranchOf(request) && a.Method == request.Method).Answer;

    public void Add(SipRequest request, SipResponse answer)
    {
        if (_answers.Count == Capacity)
            _answers.Dequeue();

        _answers.Enqueue((BranchOf(request), request.Method, answer));
    }

    private static string BranchOf(SipRequest request) => request.Vias is [{ Branch: { } branch }, ..] ? branch : "";
}
