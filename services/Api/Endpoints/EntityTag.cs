using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Ringback.Model.Sla;
using Ringback.Store.Reads;

namespace Ringback.Api.Endpoints;

/// <summary>
/// The ETag of an answer from all that its figures follow from, so that no figure is reckoned for a client that has it. It is a weak one: once
/// a window is complete, a later <c>as_of</c> alone is no other answer.
/// </summary>
internal sealed class EntityTag
{
    /// <summary>Another build may answer otherwise.</summary>
    private static readonly Guid Build = typeof(EntityTag).Module.ModuleVersionId;

    private readonly ArrayBufferWriter<byte> _inputs = new(4096);

    public EntityTag() => Add(Build.ToString());

    /// <summary>The tag of some bytes: the same from every replica.</summary>
    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> content, bool isWeak) =>
        new($"\"{Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, 16))}\"", isWeak);

    public EntityTag Add(string? text)
    {
        Add(text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text ?? "", _inputs);
        return this;
    }

    /// <summary>What every figure of a target over a window follows from.</summary>
    public EntityTag Add(TargetTimeline target, Window window)
    {
        Add(target.Id).Add(window);
        foreach (var counted in target.Counted(window))
        {
            Add(counted);
            foreach (var piece in target.Verdicts.Within(counted))
            {
                Add(piece.Window);
                Add((int)piece.Value);
            }
        }

        return this;
    }

    /// <inheritdoc cref="IsHeld"/>
    public bool IsHeldBy(HttpContext context) => IsHeld(context, Of(_inputs.WrittenSpan, isWeak: true));

    /// <summary>Says the tag in the answer's header.</summary>
    /// <returns>Whether the request says that the client holds just this answer: then it gets 304.</returns>
    public static bool IsHeld(HttpContext context, EntityTagHeaderValue tag)
    {
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = tag;
        if (context.Response.Headers.CacheControl.Count == 0)
            headers.CacheControl = new CacheControlHeaderValue { NoCache = true }; // may be kept, is to be asked about
        return context
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(held => held == EntityTagHeaderValue.Any || held.Compare(tag, useStrongComparison: false));
    }

    private EntityTag Add(Window window)
    {
        Add(window.From.Microseconds);
        Add(window.To.Microseconds);
        return this;
    }

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_inputs.GetSpan(sizeof(long)), number);
        _inputs.Advance(sizeof(long));
    }
}
