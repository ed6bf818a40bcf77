/*
 * Runs one signature of a SavedModel through the C API of TensorFlow and prints what it gives.
 *
 *   consumer FOLDER SIGNATURE [NAME=TYPE:DIMENSIONS:VALUES ...]
 *
 * TYPE is f (single precision), i (32-bit integer) or l (64-bit integer). DIMENSIONS are separated
 * by x, none for a scalar; VALUES by commas. One line is printed for each output: its name, its
 * dimensions, and its values in hexadecimal, so that not a bit is lost.
 *
 * Names of tensors are looked up in the model's signature. The prototypes are those of
 * tensorflow/c/c_api.h, of which only these are needed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct TF_Status TF_Status;
typedef struct TF_Graph TF_Graph;
typedef struct TF_Session TF_Session;
typedef struct TF_SessionOptions TF_SessionOptions;
typedef struct TF_Operation TF_Operation;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_Buffer {
  const void* data;
  size_t length;
  void (*data_deallocator)(void* data, size_t length);
} TF_Buffer;
typedef struct TF_Output {
  TF_Operation* oper;
  int index;
} TF_Output;
typedef enum { TF_FLOAT = 1, TF_INT32 = 3, TF_INT64 = 9 } TF_DataType;

extern TF_Status* TF_NewStatus(void);
extern int TF_GetCode(const TF_Status*);
extern const char* TF_Message(const TF_Status*);
extern TF_Graph* TF_NewGraph(void);
extern TF_Buffer* TF_NewBuffer(void);
extern TF_SessionOptions* TF_NewSessionOptions(void);
extern void TF_SetConfig(TF_SessionOptions*, const void* proto, size_t length, TF_Status*);
extern TF_Session* TF_LoadSessionFromSavedModel(
    const TF_SessionOptions*, const TF_Buffer* run_options, const char* export_dir,
    const char* const* tags, int tags_length, TF_Graph*, TF_Buffer* meta_graph_def, TF_Status*);
extern TF_Operation* TF_GraphOperationByName(TF_Graph*, const char* name);
extern TF_Tensor* TF_AllocateTensor(TF_DataType, const int64_t* dims, int count, size_t length);
extern void* TF_TensorData(const TF_Tensor*);
extern int TF_NumDims(const TF_Tensor*);
extern int64_t TF_Dim(const TF_Tensor*, int index);
extern int64_t TF_TensorElementCount(const TF_Tensor*);
extern TF_DataType TF_TensorType(const TF_Tensor*);
extern void TF_SessionRun(
    TF_Session*, const TF_Buffer* run_options, const TF_Output* inputs, TF_Tensor* const* in,
    int in_count, const TF_Output* outputs, TF_Tensor** out, int out_count,
    const TF_Operation* const* targets, int target_count, TF_Buffer* run_metadata, TF_Status*);
extern void TF_CloseSession(TF_Session*, TF_Status*);
extern void TF_DeleteSession(TF_Session*, TF_Status*);

enum { MOST = 16 };

static void fail(const char* what, const char* detail) {
  fprintf(stderr, "%s: %s\n", what, detail);
  exit(1);
}

static void require_ok(const TF_Status* status, const char* what) {
  if (TF_GetCode(status) != 0) {
    fail(what, TF_Message(status));
  }
}

/* ---- Just enough of the wire format of Protobuf to read a signature. ---- */

typedef struct {
  const unsigned char* at;
  const unsigned char* end;
} Bytes;

static uint64_t varint(Bytes* in) {
  uint64_t value = 0;
  for (int shift = 0; in->at < in->end && shift < 64; shift += 7) {
    unsigned char byte = *in->at++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
  fail("meta graph", "a number does not end");
  return 0;
}

/* Takes the next field; its content is set for strings and messages only. Returns its number. */
static int next_field(Bytes* in, Bytes* content) {
  uint64_t key = varint(in);
  uint64_t length = 0;
  content->at = content->end = in->at;
  switch (key & 7) {
    case 0:
      varint(in);
      break;
    case 1:
      length = 8;
      break;
    case 2:
      length = varint(in);
      break;
    case 5:
      length = 4;
      break;
    default:
      fail("meta graph", "unknown wire type");
  }
  if (length > (uint64_t)(in->end - in->at)) {
    fail("meta graph", "a field is cut off");
  }
  if ((key & 7) == 2) {
    content->at = in->at;
    content->end = in->at + length;
  }
  in->at += length;
  return (int)(key >> 3);
}

static int is(Bytes text, const char* expected) {
  size_t length = (size_t)(text.end - text.at);
  return length == strlen(expected) && memcmp(text.at, expected, length) == 0;
}

static void copy(Bytes text, char* target, size_t size) {
  size_t length = (size_t)(text.end - text.at);
  if (length >= size) {
    fail("meta graph", "a name is too long");
  }
  memcpy(target, text.at, length);
  target[length] = 0;
}

/* The key and the value of an entry of a map. */
static void entry(Bytes in, Bytes* key, Bytes* value) {
  Bytes content;
  memset(key, 0, sizeof *key);
  memset(value, 0, sizeof *value);
  while (in.at < in.end) {
    int field = next_field(&in, &content);
    if (field == 1) {
      *key = content;
    } else if (field == 2) {
      *value = content;
    }
  }
}

/* MetaGraphDef.signature_def is field 5. */
static Bytes find_signature(Bytes meta_graph, const char* name) {
  Bytes content, key, value;
  while (meta_graph.at < meta_graph.end) {
    if (next_field(&meta_graph, &content) == 5) {
      entry(content, &key, &value);
      if (is(key, name)) {
        return value;
      }
    }
  }
  fail("the model has no signature", name);
  return meta_graph;
}

typedef struct {
  char key[128];
  char tensor[128];
} Name;

/* SignatureDef.inputs is field 1 and .outputs field 2; TensorInfo.name is field 1. */
static int names(Bytes signature, int field, Name* found) {
  Bytes content, key, info, name;
  int count = 0;
  while (signature.at < signature.end) {
    if (next_field(&signature, &content) != field) {
      continue;
    }
    if (count == MOST) {
      fail("signature", "too many tensors");
    }
    entry(content, &key, &info);
    copy(key, found[count].key, sizeof found[count].key);
    while (info.at < info.end) {
      if (next_field(&info, &name) == 1) {
        copy(name, found[count].tensor, sizeof found[count].tensor);
      }
    }
    count++;
  }
  return count;
}

/* ---- Tensors. ---- */

/* The output of the graph that is called NAME:INDEX. */
static TF_Output find_output(TF_Graph* graph, const char* tensor) {
  char name[128];
  TF_Output output = {NULL, 0};
  snprintf(name, sizeof name, "%s", tensor);
  char* colon = strrchr(name, ':');
  if (colon != NULL) {
    *colon = 0;
    output.index = atoi(colon + 1);
  }
  output.oper = TF_GraphOperationByName(graph, name);
  if (output.oper == NULL) {
    fail("the graph has no operation", name);
  }
  return output;
}

/* TYPE:DIMENSIONS:VALUES */
static TF_Tensor* parse_tensor(char* text) {
  char type = text[0];
  char* dimensions = text + 2;
  char* values = strchr(dimensions, ':');
  int64_t dims[MOST];
  int rank = 0;
  int64_t count = 1;
  if (values == NULL) {
    fail("expected TYPE:DIMENSIONS:VALUES, found", text);
  }
  *values++ = 0;
  for (char* part = strtok(dimensions, "x"); part != NULL; part = strtok(NULL, "x")) {
    dims[rank] = atoll(part);
    count *= dims[rank++];
  }
  TF_DataType code = type == 'f' ? TF_FLOAT : type == 'i' ? TF_INT32 : TF_INT64;
  size_t size = code == TF_INT64 ? 8 : 4;
  TF_Tensor* tensor = TF_AllocateTensor(code, dims, rank, size * (size_t)count);
  void* data = TF_TensorData(tensor);
  char* part = strtok(values, ",");
  for (int64_t i = 0; i < count; i++, part = strtok(NULL, ",")) {
    if (part == NULL) {
      fail("too few values", text);
    }
    if (code == TF_FLOAT) {
      ((float*)data)[i] = strtof(part, NULL);
    } else if (code == TF_INT32) {
      ((int32_t*)data)[i] = (int32_t)strtol(part, NULL, 10);
    } else {
      ((int64_t*)data)[i] = (int64_t)strtoll(part, NULL, 10);
    }
  }
  return tensor;
}

static void print_tensor(const char* name, const TF_Tensor* tensor) {
  if (TF_TensorType(tensor) != TF_FLOAT) {
    fail("expected single precision", name);
  }
  printf("%s ", name);
  for (int i = 0; i < TF_NumDims(tensor); i++) {
    printf("%s%" PRId64, i == 0 ? "" : "x", TF_Dim(tensor, i));
  }
  const float* values = TF_TensorData(tensor);
  for (int64_t i = 0; i < TF_TensorElementCount(tensor); i++) {
    printf(" %a", (double)values[i]);
  }
  printf("\n");
}

static TF_Session* load(const char* folder, TF_Graph* graph, TF_Buffer* meta_graph) {
  TF_Status* status = TF_NewStatus();
  TF_SessionOptions* options = TF_NewSessionOptions();
  /* ConfigProto: intra_op_parallelism_threads (field 2) = 1, inter_op (field 5) = 1, and in
     graph_options (field 10) rewrite_options (field 10) with disable_meta_optimizer (field 19). */
  const unsigned char config[] = {0x10, 1, 0x28, 1, 0x52, 5, 0x52, 3, 0x98, 1, 1};
  TF_SetConfig(options, config, sizeof config, status);
  require_ok(status, "options");
  const char* tags[] = {"serve"};
  TF_Session* session =
      TF_LoadSessionFromSavedModel(options, NULL, folder, tags, 1, graph, meta_graph, status);
  require_ok(status, "loading");
  return session;
}

int main(int count, char** arguments) {
  if (count < 3) {
    fail("usage", "consumer FOLDER SIGNATURE [NAME=TYPE:DIMENSIONS:VALUES ...]");
  }
  TF_Graph* graph = TF_NewGraph();
  TF_Buffer* buffer = TF_NewBuffer();
  TF_Session* session = load(arguments[1], graph, buffer);
  Bytes meta_graph = {buffer->data, (const unsigned char*)buffer->data + buffer->length};
  Bytes signature = find_signature(meta_graph, arguments[2]);
  static Name inputs[MOST], outputs[MOST];
  int input_count = names(signature, 1, inputs);
  int output_count = names(signature, 2, outputs);
  TF_Output in[MOST], out[MOST];
  TF_Tensor *fed[MOST], *fetched[MOST] = {NULL};
  for (int i = 0; i < input_count; i++) {
    in[i] = find_output(graph, inputs[i].tensor);
    fed[i] = NULL;
    for (int j = 3; j < count; j++) {
      size_t length = strlen(inputs[i].key);
      if (strncmp(arguments[j], inputs[i].key, length) == 0 && arguments[j][length] == '=') {
        fed[i] = parse_tensor(arguments[j] + length + 1);
        break;
      }
    }
    if (fed[i] == NULL) {
      fail("missing input", inputs[i].key);
    }
  }
  for (int i = 0; i < output_count; i++) {
    out[i] = find_output(graph, outputs[i].tensor);
  }
  TF_Status* status = TF_NewStatus();
  TF_SessionRun(session, NULL, in, fed, input_count, out, fetched, output_count, NULL, 0, NULL,
                status);
  require_ok(status, "running");
  for (int i = 0; i < output_count; i++) {
    print_tensor(outputs[i].key, fetched[i]);
  }
  TF_CloseSession(session, status);
  TF_DeleteSession(session, status);
  return 0;
}
