using Ringback.Model.Results;
using Ringback.Protocols.Stun;

namespace Ringback.ProbeWorker.Probes.Turn;

/// <summary>What an error response, or one that breaks the protocol, says of its server.</summary>
internal static class TurnRefusal
{
    /// <returns>The exception to throw for an error response.</returns>
    public static JudgedException Judge(ProbeRun run, in StunMessage response)
    {
        var method = response.Type.Method;
        if (!response.TryGet(StunAttributeType.ErrorCode, out var value) || !StunError.TryParse(value, out var error))
            return Broken($"The {method} error response has no readable error code.");

        run.Measure(MeasurementNames.StatusCode, error.Code);
        return new JudgedException(
            error.Code switch
            {
                StunErrorCode.Unauthorized or StunErrorCode.WrongCredentials => Judgement.Down(
                    Reason.AuthFailed,
                    $"{method} with our credentials was answered {error}."
                ),
                StunErrorCode.AllocationQuotaReached or StunErrorCode.InsufficientCapacity => Judgement.Down(
                    Reason.Busy,
                    $"{method} was answered {error}."
                ),
                StunErrorCode.TryAlternate => Judgement.Down(
                    Reason.UnexpectedStatus,
                    $"{method} was answered {error}, server {Alternate(response)}."
                ),
                _ => Judgement.Down(Reason.UnexpectedStatus, $"{method} was answered {error}."),
            }
        );
    }

    public static JudgedException Broken(string detail) => new(Judgement.Down(Reason.ProtocolError, detail));

    /// <summary>A response whose type lacks something, or has what must be understood and is not.</summary>
    public static JudgedException Incomplete(in StunMessage response)
    {
        var unknown = StunUnknownAttributes.In(response);
        return unknown.Count > 0
            ? Broken($"The {response.Type.Method} response has the unknown attribute 0x{unknown[0]:x4}.")
            : Broken($"The {response.Type.Method} response lacks an address or a lifetime.");
    }

    private static string Alternate(in StunMessage response) =>
        response.TryGet(StunAttributeType.AlternateServer, out var value) && StunAddress.TryParse(value, out var server)
            ? server.ToString()
            : "not named";
}
