using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>What is asked of a target, and what counts as good. One derived record a kind, one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SipCheck), SipCheck.KindName)]
[JsonDerivedType(typeof(RtpCheck), RtpCheck.KindName)]
[JsonDerivedType(typeof(TurnCheck), TurnCheck.KindName)]
[JsonDerivedType(typeof(HttpsCheck), HttpsCheck.KindName)]
[JsonDerivedType(typeof(NtpCheck), NtpCheck.KindName)]
[JsonDerivedType(typeof(WebSocketCheck), WebSocketCheck.KindName)]
[JsonDerivedType(typeof(DnsCheck), DnsCheck.KindName)]
[JsonDerivedType(typeof(TcpCheck), TcpCheck.KindName)]
public abstract record Check
{
    /// <summary>Lower case, one word: the key of the check in the catalog.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Whether its runs are calls whose quality is measured: an objective may promise it.</summary>
    [JsonIgnore]
    public virtual bool MeasuresCalls => false;

    /// <summary>Whether its runs place calls: they take a line of whoever is called.</summary>
    [JsonIgnore]
    public virtual bool PlacesCalls => MeasuresCalls;

    /// <summary>Whether a first failure may be checked again at once.</summary>
    [JsonIgnore]
    public virtual bool MayBeConfirmed => true;

    /// <summary>It may not be asked more often.</summary>
    [JsonIgnore]
    public virtual TimeSpan LeastInterval => TimeSpan.Zero;

    /// <summary>The PBX that a run calls, of which one run at a time is enough; null where it calls none, or may beside others.</summary>
    [JsonIgnore]
    public virtual string? CalledHost => null;

    /// <summary>Where its first packet goes: name or address, and port.</summary>
    [JsonIgnore]
    public abstract (string Host, int Port) Server { get; }

    /// <summary>Whether it speaks UDP, which firewalls treat apart from TCP.</summary>
    [JsonIgnore]
    public virtual bool IsDatagram => true;
}
