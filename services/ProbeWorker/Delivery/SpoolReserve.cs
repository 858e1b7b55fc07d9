namespace Ringback.ProbeWorker.Delivery;

/// <summary>Space on the spool's disk that is kept for one purpose: deleting from a full one takes some, too.</summary>
internal sealed class SpoolReserve(string path)
{
    public const int Size = 1024 * 1024;

    /// <summary>Takes the space, where there is enough.</summary>
    /// <returns>Whether it is taken; a disk without room for it is no error.</returns>
    public bool TryTake()
    {
        try
        {
            if (!File.Exists(path))
                File.WriteAllBytes(path, new byte[Size]);

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Release();
            return false;
        }
    }

    public void Release() => File.Delete(path);
}
