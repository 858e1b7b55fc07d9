namespace Ringback.ProbeWorker.Probes.Rtp.Content;

/// <summary>Ready-made NAL units of a grey picture of 176×144 that any decoder shows (ITU-T H.264, constrained baseline, level 3.1).</summary>
internal static class H264Picture
{
    /// <summary>First byte of a unit of supplemental information.</summary>
    public const byte SupplementalHeader = 0x06;

    /// <summary>A decoder counts reference pictures so far, then from 0 again (log2_max_frame_num is 4).</summary>
    private const int FrameNumbers = 16;

    private const int MacroblocksWide = 11;
    private const int MacroblocksHigh = 9;
    private const int Macroblocks = MacroblocksWide * MacroblocksHigh;

    public static ReadOnlyMemory<byte> SequenceParameters { get; } = MakeSequenceParameters();

    public static ReadOnlyMemory<byte> PictureParameters { get; } = MakePictureParameters();

    private static readonly ReadOnlyMemory<byte>[] Keys = [MakeKey(0), MakeKey(1)];
    private static readonly ReadOnlyMemory<byte>[] Repeats = [.. Enumerable.Range(0, FrameNumbers).Select(MakeRepeat)];

    /// <summary>A picture that needs no other, all of it grey. Two in a row must differ in their number.</summary>
    public static ReadOnlyMemory<byte> Key(int number) => Keys[number % Keys.Length];

    /// <summary>A picture that repeats the one before.</summary>
    /// <param name="sinceKey">1 for the first after a key picture.</param>
    public static ReadOnlyMemory<byte> Repeat(int sinceKey) => Repeats[sinceKey % FrameNumbers];

    private static byte[] MakeSequenceParameters() =>
        new H264Bits(0x67)
            .Fixed(0x42e01f, 24) // profile, constraints, level
            .Golomb(0) // seq_parameter_set_id
            .Golomb(0) // log2_max_frame_num − 4
            .Golomb(2) // pic_order_cnt_type: as decoded
            .Golomb(1) // max_num_ref_frames
            .Fixed(0, 1) // no gaps in frame_num
            .Golomb(MacroblocksWide - 1)
            .Golomb(MacroblocksHigh - 1)
            .Fixed(0b11, 2) // frames only; direct_8x8_inference
            .Fixed(0b00, 2) // no cropping, no usability information
            .End();

    private static byte[] MakePictureParameters() =>
        new H264Bits(0x68)
            .Golomb(0) // pic_parameter_set_id
            .Golomb(0) // seq_parameter_set_id
            .Fixed(0b00, 2) // CAVLC; no field order
            .Golomb(0) // one slice group
            .Golomb(0) // one reference picture in list 0
            .Golomb(0) // and in list 1
            .Fixed(0b000, 3) // no weighted prediction
            .Golomb(0) // pic_init_qp − 26
            .Golomb(0) // pic_init_qs − 26
            .Golomb(0) // chroma_qp_index_offset
            .Fixed(0b000, 3) // deblocking as usual, any intra prediction, no redundant pictures
            .End();

    private static byte[] MakeKey(int number)
    {
        var bits = new H264Bits(0x65)
            .Golomb(0) // first_mb_in_slice
            .Golomb(7) // slice_type: all of it is intra
            .Golomb(0) // pic_parameter_set_id
            .Fixed(0, 4) // frame_num
            .Golomb(number) // idr_pic_id
            .Fixed(0b00, 2) // earlier pictures are shown; none is kept
            .Golomb(0); // slice_qp_delta
        for (var i = 0; i < Macroblocks; i++)
        {
            // Intra 16×16 from nothing, which is grey, luma and chroma; no change of quantiser, no coefficient.
            bits.Golomb(3).Golomb(0).Golomb(0).Fixed(1, 1);
        }

        return bits.End();
    }

    private static byte[] MakeRepeat(int frameNumber) =>
        new H264Bits(0x41)
            .Golomb(0) // first_mb_in_slice
            .Golomb(5) // slice_type: all of it is predicted
            .Golomb(0) // pic_parameter_set_id
            .Fixed(frameNumber, 4)
            .Fixed(0b000, 3) // as many references as usual, in their order, marked as usual
            .Golomb(0) // slice_qp_delta
            .Golomb(Macroblocks) // mb_skip_run
            .End();
}
