using System.Text;
using Ringback.Protocols.Sip;

namespace Ringback.Tests.Unit.Protocols.Sip;

public class SipStreamFramerTests
{
    private const string Head = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP c;branch=z9hG4bKa\r\n";

    [Fact]
    public void However_a_stream_arrives_the_same_messages_are_cut_out_of_it()
    {
        var message = Gen.Select(
            Gen.Int[0, 5000],
            Gen.OneOf(Gen.Const("Content-Length"), Gen.Const("l"), Gen.Const("CONTENT-length ")),
            (size, name) => $"{Head}{name}: {size}\r\n\r\n{new string('x', size)}"
        );
        Gen.Select(
                message.Array[1, 5],
                Gen.Int[0, 3].Select(n => string.Concat(Enumerable.Repeat("\r\n", n))),
                Gen.Int[1, 6000]
            )
            .Sample(
                (messages, between, chunk) =>
                {
                    var stream = Encoding.Latin1.GetBytes(string.Concat(messages.Select(m => between + m)));
                    var framer = new SipStreamFramer();
                    var cut = new List<string>();
                    for (var at = 0; at < stream.Length; at += chunk)
                        cut.AddRange(Feed(framer, stream.AsSpan(at, Math.Min(chunk, stream.Length - at))));

                    Assert.Equal(SipFault.None, framer.Fault);
                    Assert.Equal(messages, cut);
                }
            );
    }

    [Theory]
    [InlineData("", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: -1\r\n", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: 1x\r\n", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: 99999999999\r\n", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: 1\r\nl: 2\r\n", SipFaultKind.ContentLength)]
    [InlineData("Content-Length: 4294967295\r\n", SipFaultKind.TooLarge)]
    [InlineData("Content-Length: 65536\r\n", SipFaultKind.TooLarge)]
    [InlineData("Content-Length: 65500\r\n", SipFaultKind.TooLarge)]
    public void A_message_whose_end_cannot_be_known_ends_the_stream(string length, SipFaultKind fault)
    {
        var framer = new SipStreamFramer();

        Assert.Empty(Feed(framer, Encoding.Latin1.GetBytes($"{Head}{length}\r\n")));
        Assert.Equal(fault, framer.Fault.Kind);
        Assert.Empty(Feed(framer, Encoding.Latin1.GetBytes($"{Head}Content-Length: 0\r\n\r\n")));
    }

    [Fact]
    public void A_length_on_a_continued_line_is_read() =>
        Assert.Single(Feed(new SipStreamFramer(), Encoding.Latin1.GetBytes($"{Head}Content-Length:\r\n  2\r\n\r\nab")));

    [Fact]
    public void A_head_without_an_end_is_given_up_before_it_fills_the_memory()
    {
        var framer = new SipStreamFramer();
        var fed = 0;
        while (framer.Fault == SipFault.None && fed < 1_000_000)
        {
            Feed(framer, "Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"u8);
            fed += 64;
        }

        Assert.Equal(SipFaultKind.TooLarge, framer.Fault.Kind);
        Assert.InRange(fed, 1, SipStreamFramer.MaxHeadSize + 4096);
    }

    [Fact]
    public void Two_line_ends_between_messages_ask_for_an_answer_one_does_not()
    {
        var framer = new SipStreamFramer();

        Assert.Empty(Feed(framer, "\r\n"u8));
        Assert.Equal(0, framer.Pings);
        Assert.Empty(Feed(framer, "\r\n\r\n"u8));
        Assert.Equal(1, framer.Pings);
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Gen
            .Byte.Array[0, 300]
            .Sample(bytes =>
            {
                var framer = new SipStreamFramer();
                Feed(framer, bytes);
                return framer.Room().Length > 0;
            });

    private static List<string> Feed(SipStreamFramer framer, ReadOnlySpan<byte> bytes)
    {
        var cut = new List<string>();
        while (!bytes.IsEmpty)
        {
            var room = framer.Room().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            framer.Advance(count);
            while (framer.TryTake(out var message))
                cut.Add(Encoding.Latin1.GetString(message.Span));
        }

        return cut;
    }
}
