using Ringback.Store.Alerts;

namespace Ringback.Api.Pages;

/// <param name="Said">What came of what was asked; empty where nothing was.</param>
/// <param name="Receivers">Null before a key was shown.</param>
public sealed record ReceiversView(string Said = "", IReadOnlyList<ReceiverRow>? Receivers = null);
