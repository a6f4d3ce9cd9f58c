"""The pixels: the only room that knows OpenCV, Pillow and PyAV."""
