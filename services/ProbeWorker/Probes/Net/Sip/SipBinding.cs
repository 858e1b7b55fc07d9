using System.Globalization;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Headers;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Our contact at a registrar, as one account (RFC 3261 §10.2): made, read back, removed.</summary>
/// <remarks>
/// It lasts 60 s where the registrar lets it, so that one that a killed worker leaves ends by itself. The agent's disposal
/// removes it behind it wherever it may still be there.
/// </remarks>
internal sealed class SipBinding(SipUserAgent agent, SipUri account, SipAuthenticator? authenticator)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    private readonly string _callId = SipIdentifiers.CallId();
    private readonly string _tag = SipIdentifiers.Tag();
    private uint _cseq;
    private Task<SipReceived>? _register;
    private bool _isGivenUp;

    /// <summary>Where calls to the account reach us; the user part is random, so that only the registrar knows it.</summary>
    public SipUri Contact { get; } = agent.Origin.Contact(SipIdentifiers.Tag());

    /// <summary>Whether the registrar may have it: it said so, or was asked and has not said no.</summary>
    public bool MayBeBound { get; private set; }

    /// <summary>Why a challenge was not answered, as a sentence; null where none was left unanswered.</summary>
    public string? Refusal => authenticator?.Refusal;

    /// <summary>The hash that the last challenge was answered with; null where there was none.</summary>
    public string? Algorithm => authenticator?.Algorithm;

    /// <summary>Makes the binding.</summary>
    /// <returns>The final response to REGISTER, any but one that was answered with credentials or a longer lifetime.</returns>
    /// <inheritdoc cref="SipUserAgent.RequestAsync(SipRequest, CancellationToken)" path="/exception"/>
    public async Task<SipReceived> RegisterAsync(CancellationToken deadline)
    {
        MayBeBound = true;
        var received = await (_register = SendAsync(Contact, Lifetime)).WaitAsync(deadline);
        if (received.Response.Status == 423 && LongerOf(received.Response) is { } longer)
            received = await (_register = SendAsync(Contact, longer)).WaitAsync(deadline);

        MayBeBound = received.Response.IsSuccess;
        return received;
    }

    /// <summary>Asks what is registered.</summary>
    /// <returns>The final response, and what of ours it has: null where the binding is not among its contacts.</returns>
    /// <inheritdoc cref="RegisterAsync" path="/exception"/>
    public async Task<(SipReceived Received, SipAddress? Ours)> ReadBackAsync(CancellationToken deadline)
    {
        var received = await SendAsync(null, Lifetime).WaitAsync(deadline);
        return (received, FindOurs(received.Response));
    }

    /// <summary>Removes the binding.</summary>
    /// <inheritdoc cref="RegisterAsync" path="/returns"/>
    /// <inheritdoc cref="RegisterAsync" path="/exception"/>
    public Task<SipReceived> RemoveAsync(CancellationToken deadline) => RemoveAsync().WaitAsync(deadline);

    /// <summary>Ours among the contacts of a 200, by its user part: a host behind a NAT is often written anew.</summary>
    public SipAddress? FindOurs(SipResponse response) =>
        response.TryReadAddresses(SipHeaderNames.Contact, out var contacts)
            ? contacts.FirstOrDefault(c => c.Uri.User == Contact.User)
            : null;

    /// <summary>Removes after the run what may be there, with no deadline but the transactions' own.</summary>
    /// <remarks>
    /// A REGISTER that is still under way is waited for, as a registrar may take two at once in any order; it is not
    /// answered for any more where it is challenged.
    /// </remarks>
    internal async Task RemoveBehindAsync()
    {
        lock (agent.Lock)
            _isGivenUp = true;

        if (_register is { } last)
        {
            await ((Task)last)
                .WaitAsync(agent.Timers.TransactionTimeout / 2, agent.Time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (last.IsCompletedSuccessfully && !last.Result.Response.IsSuccess)
                MayBeBound = false;
        }

        if (MayBeBound)
            await RemoveAsync();
    }

    private async Task<SipReceived> RemoveAsync()
    {
        var received = await SendAsync(Contact, TimeSpan.Zero);
        if (received.Response.IsSuccess)
            MayBeBound = false;

        return received;
    }

    private async Task<SipReceived> SendAsync(SipUri? contact, TimeSpan expires)
    {
        Task<SipReceived> answer;
        lock (agent.Lock)
        {
            var request = SipOutbound.Register(account, contact, expires, _callId, _tag, _cseq + 1, agent.Origin);
            answer = agent.RequestAsync(
                authenticator?.SignAhead(request) ?? request,
                authenticator,
                sent => _cseq = sent.CSeq!.Number,
                () => expires == TimeSpan.Zero || !_isGivenUp
            );
        }

        return await answer;
    }

    private static TimeSpan? LongerOf(SipResponse response) =>
        int.TryParse(response.First("Min-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= LongestLifetime.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
