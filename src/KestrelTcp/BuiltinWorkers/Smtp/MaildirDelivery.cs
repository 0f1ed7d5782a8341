namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>One message on its way into a mailbox; until <see cref="Commit"/> returns it is not there.</summary>
internal sealed class MaildirDelivery : IDisposable
{
    private const int _bufferSize = 64 << 10;

    private readonly string _temporary;
    private readonly string _final;
    private readonly FileStream _file;
    private bool _committed;

    public MaildirDelivery(string temporary, string final)
    {
        _temporary = temporary;
        _final = final;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = _bufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(temporary, options);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    /// <summary>Puts the message into <c>new</c>: bytes on disk, then the name, then the name on disk.</summary>
    /// <exception cref="IOException">It could not be done; <see cref="Dispose"/> leaves nothing behind.</exception>
    public void Commit()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(_temporary, _final, overwrite: true); // The name is unique; this is the one that is a plain rename.
        try
        {
            FolderSync.Sync(Path.GetDirectoryName(_final)!);
        }
        catch (IOException)
        {
            // The client will be told to come again: the message must not be there twice then.
            File.Delete(_final);
            throw;
        }

        _committed = true;
    }

    /// <summary>Without a commit, leaves nothing behind.</summary>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // Its last bytes do not fit on the disk, and are not wanted either.
        }

        if (!_committed)
        {
            try
            {
                File.Delete(_temporary);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"warning: smtp: {_temporary} is left behind: {exception.Message}");
            }
        }
    }
}
